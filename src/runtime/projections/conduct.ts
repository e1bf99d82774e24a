import type { ProjectionDefinition } from '../../core/define-projection.ts';
import { furthest } from '../../core/log-position.ts';
import { nextStep, type Step } from './next-step.ts';
import {
  type ProjectionTask,
  type ReadModelOwner,
  type Situation,
  TablesInUseError,
  type Track,
} from './ownership.ts';
import { planTracks, standingOf } from './plan-tracks.ts';
import { PoisonEventError } from './ports.ts';
import { followTrack, runStage, sideOptions, type TrackOptions } from './run-stage.ts';

/** After tables were in use, everything runs on for this long. */
const restMs = 1_000;

/**
 * Runs the projections for as long as this process is their owner: those that are live, and what is to be
 * done besides. Between two stages nothing moves, and tables can be exchanged.
 */
export async function conduct(
  owner: ReadModelOwner,
  projections: readonly ProjectionDefinition[],
  options: TrackOptions,
): Promise<void> {
  const { logger, signal } = options;
  const declined = new Set<string>();
  const indexed = new Set<string>();
  let job: Promise<void> | null = null;

  const of = (task: ProjectionTask) => projections.filter(({ name }) => task.projections.includes(name));
  const told = ({ id, kind, projections: names, reason }: ProjectionTask) => ({
    task: id,
    kind,
    projections: names,
    reason,
  });
  const startJob = (work: Promise<void>) => {
    const started = work.finally(() => {
      job = null;
    });
    // The stage that waits for it may not have begun.
    started.catch(() => {});
    job = started;
  };

  const carryOut = async (step: Exclude<Step, { kind: 'run' }>): Promise<void> => {
    if (step.kind === 'request') return owner.request(step.task);
    const { task } = step;
    switch (step.kind) {
      case 'begin':
        logger.info(
          task.running ? 'a build of read models goes on' : 'read models are built anew',
          told(task),
        );
        return owner.begin(task, of(task));
      case 'restore':
        await owner.restore(task, of(task));
        return void logger.warn('the previous read models are back', told(task));
      case 'drop':
        await owner.drop(task, of(task));
        return void logger.info('the previous read models are deleted', told(task));
      case 'cancel':
        for (const name of task.projections) declined.add(name);
        await owner.end(task, of(task), { state: 'cancelled' });
        return void logger.warn('a task has been given up', told(task));
      case 'refuse':
        return fail(task, step.error);
    }
  };

  const fail = async (task: ProjectionTask, error: string): Promise<void> => {
    for (const name of task.projections) declined.add(name);
    await owner.end(task, of(task), { state: 'failed', error });
    logger.error('a task has failed', { ...told(task), reason: error });
  };

  /** Nothing moves; brings a track and the live ones to one position, and there does what it was for. */
  const arrive = async (ready: Track): Promise<void> => {
    const situation = await owner.situation();
    const { main } = planTracks(projections, situation);
    const both = main ? [main, ready] : [ready];
    const until = furthest(both.map((track) => positionOf(situation, track)));
    await Promise.all(
      both.map((track) =>
        followTrack(owner, options, track, {
          ...(track === main ? {} : sideOptions(options, situation, track)),
          until,
        }),
      ),
    );
    const { task } = situation;
    if (ready.generation === 'live' || !task || signal.aborted || owner.lost.aborted) return;
    if (task.kind === 'rebuild') {
      await owner.replace(task, of(task));
      return void logger.info('the read models that were built anew are live', told(task));
    }
    const { differences } = await owner.compare(of(task));
    startJob(
      differences.then(async (found) => {
        await owner.end(task, of(task), { state: 'done', differences: found });
        const rows = found.reduce(
          (sum, table) => sum + table.missing + table.unexpected + table.different,
          0,
        );
        logger.info('read models were compared with the log', { ...told(task), differingRows: rows });
      }),
    );
  };

  const round = async (situation: Situation, rest: number | null): Promise<void> => {
    const tracks = planTracks(projections, situation);
    const ready = await runStage(owner, options, { situation, tracks, job, restMs: rest });
    const { task } = situation;
    if (!ready || signal.aborted || owner.lost.aborted) return;
    if (ready.generation === 'next' && task?.kind === 'rebuild' && !indexed.has(task.id)) {
      return startJob(owner.completeIndexes(of(task)).then(() => void indexed.add(task.id)));
    }
    await arrive(ready);
  };

  let resting: number | null = null;
  while (!signal.aborted && !owner.lost.aborted) {
    const situation = await owner.situation();
    const step = nextStep(projections, situation, declined);
    const rest = resting;
    resting = null;
    try {
      if (step.kind === 'run' || rest !== null) await round(situation, rest);
      else await carryOut(step);
    } catch (error) {
      if (error instanceof TablesInUseError) resting = restMs;
      else if (error instanceof PoisonEventError && situation.task) await fail(situation.task, error.message);
      else throw error;
    }
  }
}

/** All projections of a track stand at one position. */
function positionOf({ standings }: Situation, { projections, generation }: Track) {
  const [first] = projections;
  return (first && standingOf(standings, first.name, generation)?.position) ?? null;
}
