import { pause } from '../pause.ts';
import { followMain, keepFollowingSide, rateOf, type TrackOptions } from './follow-track.ts';
import type { ReadModelOwner, Situation, Track } from './ownership.ts';
import type { Tracks } from './plan-tracks.ts';
import type { Progress } from './ports.ts';
import { sideRest } from './side-rest.ts';

interface Stage {
  readonly situation: Situation;
  readonly tracks: Tracks;
  /** Work on the tables of a task, which nobody builds meanwhile; the stage ends with it. */
  readonly job: Promise<void> | null;
  /** Ends the stage after this long, whatever is ready; null: it ends when something is. */
  readonly restMs: number | null;
}

/** A track that is no further behind is brought up while the live ones wait: well under a second of work. */
const nearEvents = 1_000;
const watchMs = 1_000;
/** After an event or queries, others count as busy for this long. */
const busyMs = 2_000;
/** More transactions than these between two looks are not only our own. */
const idleTransactions = 100;

/**
 * Lets all tracks read the log until one of the others has caught up with the main one, and answers that one; null
 * where the stage has ended otherwise: somebody wants something else, the job is done, the rest is over, or
 * `options.signal` aborts. Throws what a track or the job failed with, once everything has ended.
 */
export async function runStage(
  owner: ReadModelOwner,
  options: TrackOptions,
  { situation, tracks, job, restMs }: Stage,
): Promise<Track | null> {
  const ending = new AbortController();
  const end = () => ending.abort();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const stage = { ...options, signal };
  let ready: Track | null = null;
  let mainOrdinal = Number.POSITIVE_INFINITY;
  const sides = [...tracks.behind, ...(tracks.building && job === null ? [tracks.building] : [])];
  const onSide =
    (track: Track) =>
    ({ live, ordinal }: Progress) => {
      if (restMs !== null || ready !== null || !(live || mainOrdinal - ordinal <= nearEvents)) return;
      ready = track;
      end();
    };
  let mainMovedAt = Number.NEGATIVE_INFINITY;
  const onMain = ({ ordinal }: Progress) => {
    if (ordinal > mainOrdinal) mainMovedAt = options.clock.elapsed();
    mainOrdinal = ordinal;
  };
  let queriedAt = Number.NEGATIVE_INFINITY;
  const onQueries = () => {
    queriedAt = options.clock.elapsed();
  };
  const othersAreBusy = () => options.clock.elapsed() - Math.max(mainMovedAt, queriedAt) < busyMs;
  const running = [
    ...(tracks.main ? [followMain(owner, stage, tracks.main, { onProgress: onMain })] : []),
    ...sides.map((track) =>
      keepFollowingSide(owner, stage, situation, track, {
        rest: sideRest(options.clock, rateOf(situation, track), othersAreBusy),
        onProgress: onSide(track),
      }),
    ),
    watch(owner, situation, signal, { onChange: end, onQueries }),
    ...(job ? [Promise.race([job.then(end), aborted(signal)])] : []),
    ...(restMs === null ? [] : [pause(restMs, signal).then(end)]),
  ];
  for (const each of running) each.catch(end);
  await Promise.allSettled(running);
  // What failed first is as good as any.
  await Promise.all(running);
  return ready;
}

/** Looks each second whether somebody wants something else, and whether the database is in use. */
async function watch(
  owner: ReadModelOwner,
  before: Situation,
  signal: AbortSignal,
  { onChange, onQueries }: { onChange(): void; onQueries(): void },
): Promise<void> {
  let { transactions } = before;
  for (;;) {
    await pause(watchMs, signal);
    if (signal.aborted) return;
    const now = await owner.situation();
    if (wishes(now) !== wishes(before)) onChange();
    if (now.transactions - transactions > idleTransactions) onQueries();
    transactions = now.transactions;
  }
}

/** What somebody wants, as one text. */
function wishes({ paused, task }: Situation): string {
  return JSON.stringify([[...paused].sort(), task]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
