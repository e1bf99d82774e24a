import type { Metrics } from '../platform/metrics.ts';
import type { Queues } from '../platform/queues.ts';
import type { ProjectionProgress } from '../platform/read-models/known-progress.ts';
import { inTime } from '../runtime/in-time.ts';

interface Sources {
  readonly metrics: Metrics;
  readonly freshness: { each(): readonly ProjectionProgress[] };
  readonly queues: Pick<Queues<string>, 'counts'>;
  /** By projection, those that have none too. */
  countDeadLetters(): Promise<Readonly<Record<string, number>>>;
  /**
   * Events that each projection lacks; null in processes that do not count them: work that is not for those
   * who answer requests.
   */
  readonly lagInEvents: (() => Promise<ReadonlyMap<string, number>>) | null;
}

/** What does not answer within this is left out, milliseconds. */
const patienceMs = 2000;

/**
 * A function that reads what nobody pushes, and sets its gauges. A gauge whose source does not answer has no
 * value then: metrics are needed most while something is down.
 */
export function gaugeReader(sources: Sources): () => Promise<void> {
  const { metrics, freshness, queues, lagInEvents } = sources;
  const { lagSeconds, lagEvents, positions, ordinals, deadLetters, jobs } = metrics;

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
    async () => (await lagInEvents?.()) ?? null,
    (counts) => {
      lagEvents.reset();
      for (const [projection, count] of counts ?? []) lagEvents.set({ projection }, count);
    },
  );
  const tellProgress = () => {
    for (const { projection, position, ordinal, lagMs } of freshness.each()) {
      lagSeconds.set({ projection }, lagMs / 1000);
      positions.set({ projection }, Number(position.commit));
      ordinals.set({ projection }, ordinal);
    }
  };
  return async () => {
    tellProgress();
    await Promise.all([countJobs(), countDeadLetters(), countLag()]);
  };
}

/** A function that reads something and tells it: null where there was no answer. */
function renew<T>(read: () => Promise<T>, tell: (value: T | null) => void): () => Promise<void> {
  return async () => tell(await inTime(patienceMs, read(), () => new Error('no answer')).catch(() => null));
}
