import type { ProjectionDefinition } from '../../core/define-projection.ts';
import { LogDivergedError } from '../../core/ports.ts';
import { arrive } from './arrive.ts';
import { backgroundJob } from './background-job.ts';
import { carryOut } from './carry-out.ts';
import { type Conducting, projectionsOf } from './conducting.ts';
import type { TrackOptions } from './follow-track.ts';
import { nextStep, type Step } from './next-step.ts';
import {
  type ReadModelOwner,
  type Situation,
  TablesInUseError,
  TaskGoneError,
  TaskImpossibleError,
} from './ownership.ts';
import { planTracks } from './plan-tracks.ts';
import { PoisonEventError } from './ports.ts';
import { recognizeLog } from './recognize-log.ts';
import { runStage } from './run-stage.ts';
import { forgetInUse, tellInUse } from './tell-in-use.ts';

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
  const conducting: Conducting = { owner, projections, options, job: backgroundJob(), declined: new Set() };
  const { signal } = options;
  /** Ids of tasks whose tables have all their indexes. */
  const indexed = new Set<string>();
  /** Why tasks have failed, by id. They end as soon as what they have built can be deleted. */
  const failed = new Map<string, string>();

  const round = async (situation: Situation, restMs: number | null): Promise<number | null> => {
    const { job } = conducting;
    const planned = planTracks(projections, situation);
    const tracks = failed.has(situation.task?.id ?? '') ? { ...planned, building: null } : planned;
    const ready = await runStage(owner, options, { situation, tracks, job: job.work, restMs });
    const { task } = situation;
    if (!ready || signal.aborted || owner.lost.aborted) return null;
    if (ready.generation === 'next' && task?.kind === 'rebuild' && !indexed.has(task.id)) {
      const indexing = owner.completeIndexes(projectionsOf(conducting, task), job.signal);
      job.start(indexing.then(() => void indexed.add(task.id)));
      return null;
    }
    return arrive(conducting, ready);
  };

  const nextOf = (situation: Situation): Step => {
    const { task } = situation;
    const error = task && !task.cancelled ? failed.get(task.id) : undefined;
    if (!task || error === undefined) return nextStep(projections, situation, conducting.declined);
    return { kind: 'refuse', task, error };
  };

  const { standings, task: found } = await owner.situation();
  await forgetInUse(owner, found);
  if (standings.some(({ diverged }) => diverged)) await recognizeLog(owner, options);
  let refusals = 0;
  let resting: number | null = null;
  let refused: Step['kind'] | null = null;
  while (!signal.aborted && !owner.lost.aborted) {
    const situation = await owner.situation();
    const step = nextOf(situation);
    const rest = resting;
    resting = null;
    try {
      // A build is given up at once, also where tables were in use; where its own were, after a rest.
      if (step.kind === 'run' || (rest !== null && (step.kind !== 'cancel' || refused === 'cancel'))) {
        resting = await round(situation, rest);
      } else await carryOut(conducting, step);
      if (rest !== null) continue;
      if (refusals > 0) await forgetInUse(owner, situation.task);
      refusals = 0;
    } catch (error) {
      const { task } = situation;
      if (error instanceof TablesInUseError) {
        await tellInUse(conducting, task, refusals === 0);
        resting = Math.min(longestRestMs, firstRestMs * 2 ** refusals);
        refusals += 1;
        refused = step.kind;
      } else if (task && step.kind !== 'refuse' && isFailure(error)) failed.set(task.id, error.message);
      else if (error instanceof LogDivergedError) await recognizeLog(owner, options);
      else if (!(error instanceof TaskGoneError)) throw error;
    }
  }
}

/** Whether another try of the task would end as this one did. */
function isFailure(error: unknown): error is Error {
  return error instanceof PoisonEventError || error instanceof TaskImpossibleError;
}
