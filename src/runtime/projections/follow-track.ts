import { pause } from '../pause.ts';
import { type FollowOptions, followLog } from './follow-log.ts';
import { type ReadModelOwner, type Situation, TablesInUseError, type Track } from './ownership.ts';
import { type ProjectionLogger, type ProjectionMetrics, RefusedRowsError } from './ports.ts';

/** What following the log needs, apart from what differs between tracks. */
export type TrackOptions = Omit<FollowOptions, 'projections' | 'carefulThrough' | 'onRefused' | 'until'> & {
  /** Where the database refused a row, by track; see `FollowOptions.carefulThrough`. */
  readonly careful: Map<string, NonNullable<FollowOptions['carefulThrough']>>;
};

/** Side tracks give way to the main one: their batches are smaller. */
const sideBatchSize = 500;
/** The main track waits for the others when a stage ends: they wait no longer for somebody's lock. */
const sideLockMs = 250;
/** How long a side track whose tables are locked leaves them alone. */
const lockedRestMs = 1_000;
/** Where nobody asks for figures. */
export const unmeasured: ProjectionMetrics = { batch: () => {}, lag: () => {} };

/** Follows the log on the tables of the main track. Throws as `followLog`. */
export function followMain(
  owner: ReadModelOwner,
  options: TrackOptions,
  track: Track,
  more: Partial<FollowOptions>,
): Promise<void> {
  return follow(owner, options, track, more);
}

/**
 * The same for another track, which gives way to the main one. Throws {@link TablesInUseError} where somebody
 * has locked its tables.
 */
export function followSide(
  owner: ReadModelOwner,
  options: TrackOptions,
  situation: Situation,
  track: Track,
  more: Partial<FollowOptions>,
): Promise<void> {
  const side = { ...sideOptions(options, situation, track), ...more };
  return follow(owner, options, track, side, sideLockMs);
}

/** The same; where somebody has locked the tables, it tries again until `options.signal` aborts. */
export async function keepFollowingSide(
  owner: ReadModelOwner,
  options: TrackOptions,
  situation: Situation,
  track: Track,
  more: Partial<FollowOptions>,
): Promise<void> {
  const { logger, signal } = options;
  for (let told = false; ; told = true) {
    try {
      return await followSide(owner, options, situation, track, more);
    } catch (error) {
      if (!(error instanceof TablesInUseError)) throw error;
    }
    if (signal.aborted) return;
    const { generation } = track;
    const projections = track.projections.map(({ name }) => name);
    if (!told) logger.warn('somebody has locked tables; their projections wait', { projections, generation });
    await pause(lockedRestMs, signal);
  }
}

/** Most events per second of a track; null: no limit. */
export function rateOf({ task }: Situation, { generation }: Track): number | null {
  return generation === 'next' ? (task?.eventsPerSecond ?? null) : null;
}

/**
 * Where the database refuses a row, the track begins again at its checkpoint, with care; the others go on. Throws
 * where that was of no use.
 */
async function follow(
  owner: ReadModelOwner,
  { careful, ...options }: TrackOptions,
  track: Track,
  more: Partial<FollowOptions>,
  lockTimeoutMs?: number,
): Promise<void> {
  const key = [track.generation, ...track.projections.map(({ name }) => name)].join();
  let refusedFrom = -1;
  for (;;) {
    const writer = await owner.open(track, lockTimeoutMs);
    const carefulThrough = careful.get(key) ?? null;
    try {
      return await followLog(
        {
          ...options,
          ...more,
          projections: track.projections,
          carefulThrough,
          onRefused: (through) => careful.set(key, through),
        },
        writer,
      );
    } catch (error) {
      const isUseless = carefulThrough !== null && writer.ordinal === refusedFrom;
      if (!(error instanceof RefusedRowsError) || isUseless) throw error;
      refusedFrom = writer.ordinal;
    } finally {
      await writer.release();
    }
  }
}

function sideOptions(
  { batchSize: most, logger }: Pick<TrackOptions, 'batchSize' | 'logger'>,
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
    logger: ofBuild(logger),
    failFast: situation.task?.failFast ?? false,
  };
}

/** Nobody reads tables that are being built: what they lack alarms nobody before the switch. */
function ofBuild(logger: ProjectionLogger): ProjectionLogger {
  const marked = (fields?: object) => ({ ...fields, generation: 'next' });
  return {
    info: (message, fields) => logger.info(message, marked(fields)),
    warn: (message, fields) => logger.warn(message, marked(fields)),
    error: (message, fields) => logger.warn(message, marked(fields)),
  };
}
