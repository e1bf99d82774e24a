import type { Clock, LoggedEvent } from '../../core/ports.ts';
import { behindParked } from './fold-batch.ts';
import type { DeadLetter, ProjectionLogger, ProjectionMetrics } from './ports.ts';

interface Told {
  readonly clock: Clock;
  readonly logger: ProjectionLogger;
  readonly metrics: ProjectionMetrics;
}

/** Tells the operator of a batch that has just been committed; `startedAt` by `clock.elapsed`. */
export function reportBatch(
  { clock, logger, metrics }: Told,
  startedAt: number,
  events: readonly LoggedEvent[],
  deadLetters: readonly DeadLetter[],
): void {
  for (const { projection, event, reason } of deadLetters) {
    if (reason === behindParked) continue;
    const { stream, revision, type } = event;
    logger.error('a projection has parked a stream', { projection, stream, revision, type, reason });
  }
  const [first] = events;
  if (!first) return;
  metrics.batch({
    events: events.length,
    seconds: (clock.elapsed() - startedAt) / 1_000,
    lagSeconds: ageMs(clock, first.event.recordedAt) / 1_000,
    deadLetters: deadLetters.length,
  });
}

/** How long ago the log recorded an event; its clock may be ahead of ours. */
export function ageMs(clock: Clock, recordedAt: string): number {
  return Math.max(0, Date.parse(clock.now()) - Date.parse(recordedAt));
}
