import type { LogPosition } from '../../core/define-events.ts';
import { DomainError } from '../../core/domain-error.ts';
import { isAfter } from '../../core/log-position.ts';

interface Waiter {
  readonly position: LogPosition;
  readonly settle: (reached: boolean) => void;
}

/** Those who wait for the same projections. */
interface Line {
  readonly projections: readonly string[];
  /** By position, so that those who have reached theirs stand in front. */
  readonly waiters: Waiter[];
}

interface PositionWaiters {
  /**
   * True once `moved` finds all of the projections at the position or a later one; false after `timeoutMs`.
   * Throws UNAVAILABLE when too many wait.
   */
  wait(projections: readonly string[], position: LogPosition, timeoutMs: number): Promise<boolean>;
  /** Projections have moved; `standing` tells the position that all of some have reached. */
  moved(standing: (projections: readonly string[]) => LogPosition): void;
  /** Ends all waits with false, also those to come. */
  stop(): void;
}

/** Those who wait for projections to reach a position in the log, `limit` at most. */
export function positionWaiters(limit: number): PositionWaiters {
  const lines = new Map<string, Line>();
  let waiting = 0;
  let stopped = false;

  const settleFirst = (key: string, { waiters }: Line, count: number, reached: boolean) => {
    const settled = waiters.splice(0, count);
    waiting -= settled.length;
    if (waiters.length === 0) lines.delete(key);
    for (const { settle } of settled) settle(reached);
  };

  const leave = (key: string, waiter: Waiter) => {
    const waiters = lines.get(key)?.waiters ?? [];
    const index = waiters.lastIndexOf(waiter, indexAfter(waiters, waiter.position));
    if (index < 0) return;
    waiters.splice(index, 1);
    waiting -= 1;
    if (waiters.length === 0) lines.delete(key);
    waiter.settle(false);
  };

  return {
    async wait(projections, position, timeoutMs) {
      if (stopped) return false;
      if (waiting >= limit) {
        throw new DomainError('UNAVAILABLE', 'too many requests wait for the read models; try again shortly');
      }
      const key = projections.toSorted().join();
      const line = lines.get(key) ?? { projections, waiters: [] };
      lines.set(key, line);
      return new Promise((resolve) => {
        const timer = setTimeout(() => leave(key, waiter), timeoutMs);
        const settle = (reached: boolean) => {
          clearTimeout(timer);
          resolve(reached);
        };
        const waiter: Waiter = { position, settle };
        line.waiters.splice(indexAfter(line.waiters, position), 0, waiter);
        waiting += 1;
      });
    },
    moved(standing) {
      for (const [key, line] of lines) {
        settleFirst(key, line, indexAfter(line.waiters, standing(line.projections)), true);
      }
    },
    stop() {
      stopped = true;
      for (const [key, line] of lines) settleFirst(key, line, line.waiters.length, false);
    },
  };
}

/** Index of the first waiter for a later position. */
function indexAfter(waiters: readonly Waiter[], position: LogPosition): number {
  let [low, high] = [0, waiters.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const waiter = waiters[middle];
    if (waiter && isAfter(waiter.position, position)) high = middle;
    else low = middle + 1;
  }
  return low;
}
