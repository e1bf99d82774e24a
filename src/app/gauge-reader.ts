import type { Gauge } from 'prom-client';
import type { LogPosition } from '../core/define-events.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Queues } from '../platform/queues.ts';
import { inTime } from '../runtime/in-time.ts';
import type { Freshness } from '../runtime/queries/ports.ts';

interface Sources {
  readonly metrics: Metrics;
  readonly freshness: Pick<Freshness, 'current'>;
  readonly queues: Pick<Queues<string>, 'counts'>;
  /** By projection, those that have none too. */
  countDeadLetters(): Promise<Readonly<Record<string, number>>>;
  readonly log: { countAfter(position: LogPosition, limit: number): Promise<number> };
  /**
   * Whether to count the events that the read models lack: work that is not for those who answer requests.
   */
  readonly countsLag: boolean;
}

/** Events that are counted at most. */
const mostCounted = 10_000;

/** What does not answer within this is left out, milliseconds. */
const patienceMs = 2000;

/**
 * A function that reads what nobody pushes, and sets its gauges. A gauge whose source does not answer has no
 * value then: metrics are needed most while something is down.
 */
export function gaugeReader(sources: Sources): () => Promise<void> {
  const { metrics, freshness, queues, log, countsLag } = sources;
  const { lagSeconds, lagEvents, deadLetters, jobs } = metrics;
  lagEvents.remove();

  const countJobs = renew(
    () => queues.counts(),
    (counts) => {
      jobs.reset();
      for (const [queue, states] of Object.entries(counts ?? {})) {
        for (const [state, count] of Object.entries(states)) jobs.set({ queue, state }, count);
      }
    },
  );
  const countDeadLetters = renew(
    () => sources.countDeadLetters(),
    (counts) => {
      deadLetters.reset();
      for (const [projection, count] of Object.entries(counts ?? {})) deadLetters.set({ projection }, count);
    },
  );
  const countLag = renew(
    () => log.countAfter(freshness.current().position, mostCounted),
    (count) => setOrRemove(lagEvents, count),
  );
  return async () => {
    lagSeconds.set(freshness.current().lagMs / 1000);
    await Promise.all([countJobs(), countDeadLetters(), countsLag && countLag()]);
  };
}

/** A function that reads something and tells it: null where there was no answer. */
function renew<T>(read: () => Promise<T>, tell: (value: T | null) => void): () => Promise<void> {
  return async () => tell(await inTime(patienceMs, read(), () => new Error('no answer')).catch(() => null));
}

function setOrRemove(gauge: Gauge, value: number | null): void {
  if (value === null) gauge.remove();
  else gauge.set(value);
}
