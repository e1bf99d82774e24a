import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { Clock, EventBatch, EventLog } from '../../core/ports.ts';
import { behindParked } from './fold-batch.ts';
import { gatherBatches } from './gather-batches.ts';
import { keepBeating } from './keep-beating.ts';
import { type LagTracker, lagTracker } from './lag-tracker.ts';
import { isAfter, startOfLog } from './log-position.ts';
import type { DeadLetter, ProjectionLogger, ProjectionMetrics, ReadModelWriter } from './ports.ts';
import { projectEvents } from './project-events.ts';
import { createProjector, type Projector } from './projector.ts';
import { retryParked } from './retry-parked.ts';
import { unseenEvents } from './unseen-events.ts';

export interface FollowOptions {
  readonly projections: readonly ProjectionDefinition[];
  readonly log: Pick<EventLog, 'subscribe' | 'readStream' | 'head'>;
  readonly clock: Clock;
  readonly logger: ProjectionLogger;
  readonly metrics: ProjectionMetrics;
  readonly signal: AbortSignal;
  readonly batchSize: number;
  readonly lingerMs: number;
}

/**
 * Projects the log from the writer's checkpoint on, until `signal` aborts or ownership is lost; a batch that is being
 * committed then is finished. Throws the first failure: what is in memory is then worthless, the checkpoint is not.
 */
export async function followLog(options: FollowOptions, writer: ReadModelWriter): Promise<void> {
  const { log, clock, logger, metrics, signal, batchSize, lingerMs } = options;
  const leaving = new AbortController();
  const ending = AbortSignal.any([signal, writer.lost, leaving.signal]);
  const projector = createProjector(options.projections, { parked: writer.parked });
  const lag = lagTracker(clock, { position: writer.checkpoint, lastRecordedAt: writer.lastRecordedAt });
  const inTurn = oneAfterTheOther();

  const heart = keepBeating({
    log,
    lag,
    writer,
    metrics,
    ending,
    retry: (request) =>
      inTurn(async () => {
        const left = await retryParked(projector, writer, log, lag.progress(), request);
        const fields = { projection: request.projection, stream: request.stream, left: left?.length };
        if (left?.length === 0) logger.info('a parked stream has been taken up again', fields);
        else logger.warn('a parked stream is still poison', fields);
      }),
  });
  const broken = heart.catch((error: unknown) => {
    leaving.abort();
    throw error;
  });
  try {
    const source = log.subscribe({ from: writer.checkpoint, batchSize, signal: ending });
    let behind = true;
    for await (const batch of gatherBatches(source, { batchSize, lingerMs })) {
      if (ending.aborted) break;
      await inTurn(() => projectBatch(batch, { projector, writer, lag, clock, metrics, logger }));
      if (behind && batch.live) logger.info('the read models have caught up with the log');
      behind &&= !batch.live;
    }
    if (!ending.aborted) throw new Error('the subscription to the log has ended');
  } finally {
    leaving.abort();
    await broken;
  }
}

interface BatchParts {
  readonly projector: Projector;
  readonly writer: ReadModelWriter;
  readonly lag: LagTracker;
  readonly clock: Clock;
  readonly metrics: ProjectionMetrics;
  readonly logger: ProjectionLogger;
}

async function projectBatch(batch: EventBatch, parts: BatchParts): Promise<void> {
  const { projector, writer, lag, clock, metrics, logger } = parts;
  const started = clock.elapsed();
  const events = unseenEvents(batch.events, lag.position);
  const lastRecordedAt = events.at(-1)?.event.recordedAt ?? null;
  const advances = isAfter(batch.position, lag.position ?? startOfLog);
  const position = advances ? batch.position : lag.position;
  if (position !== null && (advances || events.length > 0)) {
    const lagMs = batch.live || lastRecordedAt === null ? 0 : age(clock, lastRecordedAt);
    const progress = { position, lagMs, live: batch.live };
    const deadLetters = await projectEvents(projector, writer, events, { progress, lastRecordedAt });
    tell(logger, deadLetters);
    const [first] = events;
    metrics.batch({
      events: events.length,
      seconds: (clock.elapsed() - started) / 1_000,
      lagSeconds: first ? age(clock, first.event.recordedAt) / 1_000 : 0,
      deadLetters: deadLetters.length,
    });
  }
  lag.advance(position, lastRecordedAt, batch.live);
}

function tell(logger: ProjectionLogger, deadLetters: readonly DeadLetter[]): void {
  for (const { projection, event, reason } of deadLetters) {
    if (reason === behindParked) continue;
    const { stream, revision, type } = event;
    logger.error('a projection has parked a stream', { projection, stream, revision, type, reason });
  }
}

function age(clock: Clock, recordedAt: string): number {
  return Math.max(0, Date.parse(clock.now()) - Date.parse(recordedAt));
}

/** Runs tasks one after the other; once one has failed, no other runs. */
function oneAfterTheOther(): (task: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (task) => {
    last = last.then(task);
    last.catch(() => {});
    return last;
  };
}
