import { setTimeout as delay } from 'node:timers/promises';
import type { LogPosition } from '../../core/define-events.ts';
import type { EventLog } from '../../core/ports.ts';
import { pause } from '../pause.ts';
import type { LagTracker } from './lag-tracker.ts';
import type { ProjectionMetrics, ReadModelWriter, RequestedRetry } from './ports.ts';

const beatMs = 1_000;
const headWithinMs = 500;

interface Heart {
  readonly log: Pick<EventLog, 'head'>;
  readonly lag: LagTracker;
  readonly writer: ReadModelWriter;
  readonly metrics: ProjectionMetrics;
  readonly ending: AbortSignal;
  readonly retry: (request: RequestedRetry) => Promise<void>;
}

/**
 * Tells readers each second how far the read models are, also while nothing happens, until `ending` aborts.
 * An idle projector asks the log where it ends: a subscription that has gone silent must not look like an
 * idle log.
 */
export async function keepBeating({ log, lag, writer, metrics, ending, retry }: Heart): Promise<void> {
  while (!ending.aborted) {
    if (lag.live) lag.compare(await headOf(log, ending));
    const progress = lag.progress();
    metrics.lag(progress.lagMs / 1_000);
    const requests = await writer.announce(progress);
    for (const request of requests) if (!ending.aborted) await retry(request);
    await pause(beatMs, ending);
  }
}

async function headOf(log: Pick<EventLog, 'head'>, signal: AbortSignal): Promise<LogPosition | null> {
  const never = delay(headWithinMs, null, { signal }).catch(() => null);
  return Promise.race([log.head().catch(() => null), never]);
}
