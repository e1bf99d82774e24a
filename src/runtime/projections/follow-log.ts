import type { LogPosition } from '../../core/define-events.ts';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import type { Clock, EventBatch, EventLog } from '../../core/ports.ts';
import { cutWithHead } from './cut-batch.ts';
import { gatherBatches } from './gather-batches.ts';
import { keepBeating } from './keep-beating.ts';
import { lagTracker } from './lag-tracker.ts';
import { overlapBatches } from './overlap-batches.ts';
import {
  type DeadLetter,
  PoisonEventError,
  type Progress,
  type ProjectionLogger,
  type ProjectionMetrics,
  type ReadModelWriter,
  RefusedRowsError,
} from './ports.ts';
import { projectEvents } from './project-events.ts';
import { createProjector } from './projector.ts';
import { ageMs, reportBatch } from './report-batch.ts';
import { retryPage } from './retry-page.ts';
import { retryParked } from './retry-parked.ts';
import { unseenEvents } from './unseen-events.ts';

export interface FollowOptions {
  readonly projections: readonly ProjectionDefinition[];
  readonly log: Pick<EventLog, 'subscribe' | 'readLogged' | 'has' | 'head'>;
  readonly clock: Clock;
  readonly logger: ProjectionLogger;
  readonly metrics: ProjectionMetrics;
  readonly signal: AbortSignal;
  /** Events per transaction while many are waiting, about. */
  readonly batchSize: number;
  /** How long a small batch waits for more events, milliseconds. */
  readonly lingerMs: number;
  /** How far apart small batches are at least, milliseconds. */
  readonly intervalMs: number;
  /**
   * The database refused a row of a batch that ends here: up to here, batches are committed one at a time,
   * and the one with that row is halved until its event is found. Null: none was refused.
   */
  readonly carefulThrough: LogPosition | null;
  readonly onRefused: (through: LogPosition) => void;
  /** Where to stop; null: never. */
  readonly until?: LogPosition | null;
  /** Resolves when the next batch may be taken; is told of the last one. */
  readonly rest?: (taken: { events: number; ms: number }, signal: AbortSignal) => Promise<void>;
  /** Throws {@link PoisonEventError} at the first event that a projection cannot take. */
  readonly failFast?: boolean;
  /** Told of every batch that is visible. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Small batches are this many times as far apart as one takes: a busy machine takes longer for each, and has
 * to do fewer.
 */
const restPerWork = 2;
const longestIntervalMs = 100;

/**
 * Projects the log from the writer's checkpoint on, until `signal` aborts or ownership is lost; a batch that
 * is being committed then is finished. Throws the first failure: what is in memory is then worthless, the
 * checkpoint is not.
 */
export async function followLog(options: FollowOptions, writer: ReadModelWriter): Promise<void> {
  const { log, clock, logger, metrics, signal, carefulThrough, until = null } = options;
  const leaving = new AbortController();
  const ending = AbortSignal.any([signal, writer.lost, leaving.signal]);
  const projector = createProjector(options.projections, { parked: writer.parked });
  const lag = lagTracker(clock, {
    position: writer.checkpoint,
    ordinal: writer.ordinal,
    lastRecordedAt: writer.lastRecordedAt,
  });
  const batches = overlapBatches(projector, writer, {
    failed: () => leaving.abort(),
    failFast: options.failFast ?? false,
  });
  const inTurn = oneAfterTheOther();
  let taken = writer.checkpoint;
  let ordinal = writer.ordinal;
  const arrived = () => until !== null && !isAfter(until, taken ?? startOfLog);
  let behind = true;
  let waiting = true;
  let workMs = 0;
  const intervalMs = () => Math.max(options.intervalMs, Math.min(longestIntervalMs, restPerWork * workMs));

  const take = async (batch: EventBatch): Promise<void> => {
    const startedAt = clock.elapsed();
    const events = unseenEvents(batch.events, taken);
    const last = events.at(-1)?.event ?? null;
    const lastRecordedAt = last?.recordedAt ?? null;
    const careful = carefulThrough !== null && isAfter(carefulThrough, taken ?? startOfLog);
    const advances = isAfter(batch.position, taken ?? startOfLog);
    const position = advances ? batch.position : taken;
    ordinal += events.length;
    const reached = { position, ordinal };
    const committed = (deadLetters: readonly DeadLetter[]) => {
      workMs = clock.elapsed() - startedAt;
      lag.advance(reached, lastRecordedAt, batch.live);
      reportBatch({ clock, logger, metrics }, startedAt, events, deadLetters);
      options.onProgress?.(lag.progress());
      if (behind && batch.live) logger.info('the read models have caught up with the log');
      behind &&= !batch.live;
    };
    taken = position;
    if (position === null || !(advances || events.length > 0)) {
      await batches.drain();
      return committed([]);
    }
    const lagMs = batch.live || lastRecordedAt === null ? 0 : ageMs(clock, lastRecordedAt);
    const outcome = { progress: { position, ordinal, lagMs, live: batch.live }, last };
    if (!careful) return batches.push(events, outcome, committed);
    await batches.drain();
    const deadLetters = await projectEvents(projector, writer, events, outcome);
    committed(deadLetters);
    if (options.failFast && deadLetters[0]) throw new PoisonEventError(deadLetters[0]);
  };

  const retrying = {
    projector,
    writer,
    log,
    progress: lag.progress,
    ending,
    inTurn: <T>(work: () => Promise<T>) =>
      inTurn(async () => {
        await batches.drain();
        return work();
      }),
  };
  const heart = keepBeating({
    clock,
    log,
    lag,
    writer,
    metrics,
    ending,
    waiting: () => waiting,
    retry: (requests) =>
      retryParked(requests, {
        clock,
        logger,
        ending,
        retryPage: (request) => retryPage(retrying, request),
      }),
  });
  heart.catch(() => leaving.abort());
  if (arrived()) leaving.abort();
  try {
    const { checkpoint: from, last } = writer;
    const source = log.subscribe({ from, last, batchSize: options.batchSize, signal: ending });
    for await (const batch of gatherBatches(source, { ...options, intervalMs })) {
      if (ending.aborted) break;
      waiting = false;
      const startedAt = clock.elapsed();
      await inTurn(async () => take(until === null ? batch : await cutWithHead(log, batch, until)));
      if (arrived()) leaving.abort();
      await options.rest?.({ events: batch.events.length, ms: clock.elapsed() - startedAt }, ending);
      waiting = true;
    }
    await batches.drain();
    if (!ending.aborted) throw new Error('the subscription to the log has ended');
  } catch (error) {
    if (error instanceof RefusedRowsError && taken !== null) options.onRefused(taken);
    throw error;
  } finally {
    leaving.abort();
    await heart;
  }
}

/** Runs tasks one after the other; once one has failed, no other runs. */
function oneAfterTheOther(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result;
    last.catch(() => {});
    return result;
  };
}
