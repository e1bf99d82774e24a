import { setTimeout as delay } from 'node:timers/promises';
import type { LogPosition } from '../../core/define-events.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import type { Clock, EventLog } from '../../core/ports.ts';

/** Watches the log, so that what is remembered of many streams can be confirmed with one question. */
export interface LogFollower {
  /**
   * Of what was asked for before this moment (`Clock.elapsed()`), an event may have been missed; all that is
   * recorded later is observed. Infinity while nothing is followed.
   */
  readonly since: number;
  /** Every event recorded before this moment has been observed, or came before `since`. */
  readonly confirmedAt: number;
  /**
   * Asks the log where it ends, and waits until that has been observed. False where this cannot be told now;
   * then following starts anew. Calls at the same time share one question.
   */
  confirm(): Promise<boolean>;
}

const patienceMs = 500;
const batchSize = 500;
/** An append or a read that was under way when following began has ended after this. */
const longestCallMs = 10_000;

/** Begins to follow with the first `confirm`, and until the log is closed. `observe` hears of every event. */
export function followLog(
  log: Pick<EventLog, 'head' | 'subscribe'>,
  clock: Pick<Clock, 'elapsed'>,
  observe: (stream: string, revision: number) => void,
): LogFollower {
  let since = Number.POSITIVE_INFINITY;
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let reached = startOfLog;
  let following: AbortController | undefined;
  let asking: Promise<boolean> | undefined;
  let progressed = () => {};

  const stop = (follower: AbortController) => {
    follower.abort();
    if (following !== follower) return;
    following = undefined;
    since = Number.POSITIVE_INFINITY;
  };

  const follow = async (follower: AbortController): Promise<void> => {
    const { signal } = follower;
    const from = await log.head();
    reached = from;
    since = clock.elapsed() + longestCallMs;
    for await (const { events, position } of log.subscribe({ from, batchSize, signal })) {
      if (signal.aborted) return;
      for (const { event } of events) observe(event.stream, event.revision);
      reached = position;
      progressed();
    }
  };

  const hasReached = async (head: LogPosition): Promise<boolean> => {
    const timer = new AbortController();
    const arrived = new Promise<boolean>((resolve) => {
      progressed = () => {
        if (!isAfter(head, reached)) resolve(true);
      };
      progressed();
    });
    const late = delay(patienceMs, false, { signal: timer.signal }).catch(() => false);
    const answer = await Promise.race([arrived, late]);
    timer.abort();
    return answer;
  };

  const ask = async (): Promise<boolean> => {
    if (!following) {
      const follower = new AbortController();
      following = follower;
      void follow(follower)
        .catch(() => {})
        .finally(() => stop(follower));
    }
    if (since === Number.POSITIVE_INFINITY) return false;
    const follower = following;
    const askedAt = clock.elapsed();
    const confirmed = await log.head().then(hasReached, () => false);
    if (!confirmed) stop(follower);
    if (following !== follower || !confirmed) return false;
    confirmedAt = askedAt;
    return true;
  };

  return {
    get since() {
      return since;
    },
    get confirmedAt() {
      return confirmedAt;
    },
    confirm() {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}
