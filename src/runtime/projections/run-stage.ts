import { pause } from '../pause.ts';
import { type FollowOptions, followLog } from './follow-log.ts';
import type { ReadModelOwner, Situation, Track } from './ownership.ts';
import type { Tracks } from './plan-tracks.ts';
import type { Progress, ProjectionMetrics } from './ports.ts';
import { sideRest } from './side-rest.ts';

/** What following the log needs, apart from what differs between tracks. */
export type TrackOptions = Omit<FollowOptions, 'projections' | 'carefulThrough' | 'onRefused' | 'until'> & {
  /** Where the database refused a row, by track; see `FollowOptions.carefulThrough`. */
  readonly careful: Map<string, NonNullable<FollowOptions['carefulThrough']>>;
};

interface Stage {
  readonly situation: Situation;
  readonly tracks: Tracks;
  /** Work on the tables of a task, which nobody builds meanwhile; the stage ends with it. */
  readonly job: Promise<void> | null;
  /** Ends the stage after this long, whatever is ready; null: it ends when something is. */
  readonly restMs: number | null;
}

/** Side tracks give way to the live ones: their batches are smaller. */
const sideBatchSize = 500;
/** A track that is no further behind is brought up while the live ones wait: well under a second of work. */
const nearEvents = 1_000;
const watchMs = 1_000;
/** After an event or queries, others count as busy for this long. */
const busyMs = 2_000;
/** More transactions than these between two looks are not only our own. */
const idleTransactions = 100;
const unmeasured: ProjectionMetrics = { batch: () => {}, lag: () => {} };

/**
 * Lets all tracks read the log, until one of the others has caught up with the main one, which is answered, or
 * somebody wants something else, or the end: null.
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
    ...(tracks.main ? [followTrack(owner, stage, tracks.main, { onProgress: onMain })] : []),
    ...sides.map((track) =>
      followTrack(owner, stage, track, {
        ...sideOptions(options, situation, track),
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

/** Follows the log on the tables of a track. Throws as `followLog`. */
export async function followTrack(
  owner: ReadModelOwner,
  { careful, ...options }: TrackOptions,
  track: Track,
  more: Partial<FollowOptions>,
): Promise<void> {
  const key = [track.generation, ...track.projections.map(({ name }) => name)].join();
  const writer = await owner.open(track);
  try {
    await followLog(
      {
        ...options,
        ...more,
        projections: track.projections,
        carefulThrough: careful.get(key) ?? null,
        onRefused: (through) => careful.set(key, through),
      },
      writer,
    );
  } finally {
    await writer.release();
  }
}

/** How a track is followed that is not the main one. */
export function sideOptions(
  { batchSize: most }: Pick<TrackOptions, 'batchSize'>,
  situation: Situation,
  track: Track,
): Partial<FollowOptions> {
  const batchSize = Math.min(most, sideBatchSize);
  if (track.generation === 'live') return { batchSize };
  const rate = rateOf(situation, track);
  return {
    // A slow build is to be slow all the time, not by fits and starts.
    batchSize: rate === null ? batchSize : Math.min(batchSize, Math.ceil(rate / 4)),
    metrics: unmeasured,
    failFast: situation.task?.failFast ?? false,
  };
}

/** Most events per second of a track; null: no limit. */
function rateOf({ task }: Situation, { generation }: Track): number | null {
  return generation === 'next' ? (task?.eventsPerSecond ?? null) : null;
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
