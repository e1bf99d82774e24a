import type { LogPosition } from '../../core/define-events.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import type { Clock, EventLog } from '../../core/ports.ts';

/** Watches streams, so that one question to the log confirms what is remembered of all of them. */
export interface StreamFollower {
  /**
   * When (`Clock.elapsed()`) a state was last known to be the newest that was so at `confirmedAt`, and of which
   * no change has been observed since.
   */
  confirmed(confirmedAt: number): number;
}

/** How often the log is asked where it ends, in milliseconds, while somebody wants to know. */
const askEvery = 250;
const batchSize = 500;

/**
 * Follows the streams of the categories from the first question on, until the log is closed. `observe` hears of
 * every event. A follower that falls behind or loses its connection confirms nothing until it has caught up.
 */
export function followStreams(
  log: Pick<EventLog, 'head' | 'subscribe'>,
  clock: Pick<Clock, 'elapsed'>,
  categories: readonly string[],
  observe: (stream: string, revision: number) => void,
): StreamFollower {
  /** Whatever was the newest at this time or later, its next change is observed. */
  let since = Number.POSITIVE_INFINITY;
  /** Every change made before this time has been observed. */
  let upToDateAt = Number.NEGATIVE_INFINITY;
  let reached = startOfLog;
  let question = { askedAt: Number.NEGATIVE_INFINITY, head: startOfLog };

  const progress = (position: LogPosition) => {
    reached = position;
    if (!isAfter(question.head, reached)) upToDateAt = question.askedAt;
  };

  const follow = async (from: LogPosition) => {
    for await (const { events, position } of log.subscribe({ from, batchSize, categories })) {
      for (const { event } of events) observe(event.stream, event.revision);
      progress(position);
    }
  };

  let lastAskedAt = Number.NEGATIVE_INFINITY;
  const ask = async () => {
    const askedAt = clock.elapsed();
    if (askedAt - lastAskedAt < askEvery) return;
    lastAskedAt = askedAt;
    const head = await log.head();
    question = { askedAt, head };
    if (since < Number.POSITIVE_INFINITY) return progress(reached);
    since = clock.elapsed();
    reached = head;
    await follow(head).finally(() => {
      since = Number.POSITIVE_INFINITY;
    });
  };

  return {
    confirmed(confirmedAt) {
      // A log that does not answer confirms nothing; whoever needs it learns why from the log itself.
      ask().catch(() => {});
      return confirmedAt >= since ? Math.max(confirmedAt, upToDateAt) : confirmedAt;
    },
  };
}
