import type { ProjectionDefinition } from '../../core/define-projection.ts';
import { furthest } from '../../core/log-position.ts';
import { followMain, followSide, type TrackOptions } from './follow-track.ts';
import { nextStep, type Step } from './next-step.ts';
import {
  type ProjectionTask,
  type ReadModelOwner,
  type Situation,
  TablesInUseError,
  TaskGoneError,
  TaskImpossibleError,
  type Track,
} from './ownership.ts';
import { planTracks, standingOf } from './plan-tracks.ts';
import { PoisonEventError } from './ports.ts';
import { runStage } from './run-stage.ts';

/** After tables were in use, everything runs on for this long, and longer each time. */
const firstRestMs = 1_000;
const longestRestMs = 30_000;

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
  let jobs = new AbortController();

  const of = (task: ProjectionTask | null) =>
    projections.filter(({ name }) => task?.projections.includes(name));
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

  /** What was refused once is not begun by ourselves again. */
  const decline = ({ kind, reason, projections: names }: ProjectionTask) => {
    if (kind === 'rebuild' || reason !== 'requested') for (const name of names) declined.add(name);
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
        jobs.abort();
        await job?.catch(() => {});
        jobs = new AbortController();
        decline(task);
        await owner.end(task, of(task), { state: 'cancelled' });
        return void logger.warn('a task has been given up', told(task));
      case 'refuse':
        return fail(task, step.error);
    }
  };

  const fail = async (task: ProjectionTask, error: string): Promise<void> => {
    decline(task);
    await owner.end(task, of(task), { state: 'failed', error });
    logger.error('a task has failed', { ...told(task), reason: error });
  };

  /**
   * Nothing moves; brings a track and the live ones to one position, and there does what it was for. Answers how
   * long to wait before that can be done; null where it was done.
   */
  const arrive = async (ready: Track): Promise<number | null> => {
    const situation = await owner.situation();
    const { task } = situation;
    const { main } = planTracks(projections, situation);
    const catchingUp = of(task).some((projection) => !main?.projections.includes(projection));
    // What has not caught up cannot be compared at the position of the others.
    if (ready.generation === 'next' && task?.kind === 'verify' && catchingUp) return firstRestMs;
    const both = main ? [main, ready] : [ready];
    const until = furthest(both.map((track) => positionOf(situation, track)));
    await Promise.all(
      both.map((track) =>
        track === main
          ? followMain(owner, options, track, { until })
          : followSide(owner, options, situation, track, { until }),
      ),
    );
    if (ready.generation === 'live' || !task || signal.aborted || owner.lost.aborted) return null;
    if (task.kind === 'rebuild') {
      await owner.replace(task, of(task));
      logger.info('the read models that were built anew are live', told(task));
      return null;
    }
    const { differences } = await owner.compare(of(task), jobs.signal);
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
    return null;
  };

  const round = async (situation: Situation, rest: number | null): Promise<number | null> => {
    const tracks = planTracks(projections, situation);
    const ready = await runStage(owner, options, { situation, tracks, job, restMs: rest });
    const { task } = situation;
    if (!ready || signal.aborted || owner.lost.aborted) return null;
    if (ready.generation === 'next' && task?.kind === 'rebuild' && !indexed.has(task.id)) {
      startJob(owner.completeIndexes(of(task), jobs.signal).then(() => void indexed.add(task.id)));
      return null;
    }
    return arrive(ready);
  };

  let refusals = 0;
  let resting: number | null = null;
  let refused: Step['kind'] | null = null;
  while (!signal.aborted && !owner.lost.aborted) {
    const situation = await owner.situation();
    const step = nextStep(projections, situation, declined);
    const rest = resting;
    resting = null;
    try {
      // A build is given up at once, also where tables were in use; where its own were, after a rest.
      if (step.kind === 'run' || (rest !== null && (step.kind !== 'cancel' || refused === 'cancel'))) {
        resting = await round(situation, rest);
      } else await carryOut(step);
      if (rest === null) refusals = 0;
    } catch (error) {
      const { task } = situation;
      if (error instanceof TablesInUseError) {
        resting = Math.min(longestRestMs, firstRestMs * 2 ** refusals);
        refusals += 1;
        refused = step.kind;
      } else if (task && (error instanceof PoisonEventError || error instanceof TaskImpossibleError)) {
        await fail(task, error.message);
      } else if (!(error instanceof TaskGoneError)) throw error;
    }
  }
}

/** All projections of a track stand at one position. */
function positionOf({ standings }: Situation, { projections, generation }: Track) {
  const [first] = projections;
  return (first && standingOf(standings, first.name, generation)?.position) ?? null;
}
