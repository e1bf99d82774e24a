import { setTimeout as delay } from 'node:timers/promises';
import type { LogPosition } from '../../core/define-events.ts';
import { isAfter } from '../../core/log-position.ts';
import type { Clock, EventLog } from '../../core/ports.ts';
import { pause } from '../pause.ts';
import type { LagTracker } from './lag-tracker.ts';
import type { ProjectionMetrics, ReadModelWriter, RequestedRetry } from './ports.ts';

const beatMs = 1_000;
/** However long a retry has taken, the log goes first for so long. */
const leastPauseMs = 500;
const headWithinMs = 500;
/** A subscription that delivers nothing for so many beats, although the log has more, is not to be trusted. */
const silentBeats = 10;

interface Heart {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Pick<EventLog, 'head'>;
  readonly lag: LagTracker;
  readonly writer: ReadModelWriter;
  readonly metrics: ProjectionMetrics;
  readonly ending: AbortSignal;
  /** Whether nothing is being worked on: the subscription has the word. */
  readonly waiting: () => boolean;
  /** Null: they cannot be looked up. */
  readonly retry: (requests: readonly RequestedRetry[] | null) => Promise<void>;
}

/**
 * Tells readers each second how far the read models are, also while nothing happens, until `ending` aborts.
 * A projector that waits asks the log where it ends: a subscription that has gone silent must not look like an
 * idle log. Throws Error where it stays silent.
 */
export async function keepBeating({
  clock,
  log,
  lag,
  writer,
  metrics,
  ending,
  waiting,
  retry,
}: Heart): Promise<void> {
  let silence = 0;
  let last: LogPosition | null = null;
  while (!ending.aborted) {
    const waited = waiting();
    const head = waited || lag.live ? await headOf(log, ending) : null;
    if (lag.live) lag.compare(head);
    const { position } = lag.progress();
    const moved = last === null || isAfter(position, last);
    last = position;
    silence = !moved && waited && head !== null && isAfter(head, position) ? silence + 1 : 0;
    if (silence === silentBeats) throw new Error('the subscription does not deliver what the log has');
    const progress = lag.progress();
    metrics.lag(progress.lagMs / 1_000);
    const toldAt = clock.elapsed();
    await retry(await writer.announce(progress));
    await pause(Math.max(leastPauseMs, beatMs - (clock.elapsed() - toldAt)), ending);
  }
}

async function headOf(log: Pick<EventLog, 'head'>, signal: AbortSignal): Promise<LogPosition | null> {
  const never = delay(headWithinMs, null, { signal }).catch(() => null);
  return Promise.race([log.head().catch(() => null), never]);
}
