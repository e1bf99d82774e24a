import { furthest } from '../../core/log-position.ts';
import { type Conducting, fieldsOf, projectionsOf } from './conducting.ts';
import { followMain, followSide } from './follow-track.ts';
import type { ProjectionTask, Situation, TableDifference, Track } from './ownership.ts';
import { planTracks, standingOf } from './plan-tracks.ts';

/** What is still catching up is looked at again after this long. */
const catchUpMs = 1_000;

/**
 * Nothing moves; brings a track and the live ones to one position, and there does what it was for. Answers how
 * long to wait before that can be done; null where it was done. Throws as `followSide` and the owner do.
 */
export async function arrive(conducting: Conducting, ready: Track): Promise<number | null> {
  const { owner, projections, options } = conducting;
  const situation = await owner.situation();
  const { task } = situation;
  const { main } = planTracks(projections, situation);
  const ofTask = projectionsOf(conducting, task);
  const catchingUp = ofTask.some((projection) => !main?.projections.includes(projection));
  // What has not caught up cannot be compared at the position of the others.
  if (ready.generation === 'next' && task?.kind === 'verify' && catchingUp) return catchUpMs;
  const both = main ? [main, ready] : [ready];
  const until = furthest(both.map((track) => positionOf(situation, track)));
  const following = both.map((track) =>
    track === main
      ? followMain(owner, options, track, { until })
      : followSide(owner, options, situation, track, { until }),
  );
  // Whoever goes on after a failure must find nobody writing.
  await Promise.allSettled(following);
  await Promise.all(following);
  if (ready.generation === 'live' || !task || options.signal.aborted || owner.lost.aborted) return null;
  if (task.kind === 'rebuild') {
    await owner.replace(task, ofTask);
    options.logger.info('the read models that were built anew are live', fieldsOf(task));
  } else await compare(conducting, task);
  return null;
}

/** Resolves once it is fixed what is compared; comparing it is a job. */
async function compare(conducting: Conducting, task: ProjectionTask): Promise<void> {
  const { owner, job, options } = conducting;
  const projections = projectionsOf(conducting, task);
  const { differences } = await owner.compare(projections, job.signal);
  job.start(
    differences.then(async (found) => {
      await owner.end(task, projections, { state: 'done', differences: found });
      const fields = { ...fieldsOf(task), differingRows: differingRows(found) };
      options.logger.info('read models were compared with the log', fields);
    }),
  );
}

function differingRows(found: readonly TableDifference[]): number {
  return found.reduce((sum, { missing, unexpected, different }) => sum + missing + unexpected + different, 0);
}

/** All projections of a track stand at one position. */
function positionOf({ standings }: Situation, { projections, generation }: Track) {
  const [first] = projections;
  return (first && standingOf(standings, first.name, generation)?.position) ?? null;
}
