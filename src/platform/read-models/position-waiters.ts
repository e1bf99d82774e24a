import type { LogPosition } from '../../core/define-events.ts';
import { DomainError } from '../../core/domain-error.ts';
import { isAfter } from '../../core/log-position.ts';

interface Waiter {
  readonly position: LogPosition;
  readonly settle: (reached: boolean) => void;
}

interface PositionWaiters {
  /**
   * True once `reached` was told the position or a later one; false after `timeoutMs`. Throws UNAVAILABLE
   * when too many wait.
   */
  wait(position: LogPosition, timeoutMs: number): Promise<boolean>;
  reached(position: LogPosition): void;
  /** Ends all waits with false. */
  stop(): void;
}

/** Those who wait for a position in the log, `limit` at most. */
export function positionWaiters(limit: number): PositionWaiters {
  const waiters = new Set<Waiter>();
  return {
    wait(position, timeoutMs) {
      if (waiters.size >= limit) {
        throw new DomainError('UNAVAILABLE', 'too many requests wait for the read models; try again shortly');
      }
      return new Promise((resolve) => {
        const settle = (reached: boolean) => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(reached);
        };
        const timer = setTimeout(() => settle(false), timeoutMs);
        const waiter: Waiter = { position, settle };
        waiters.add(waiter);
      });
    },
    reached(position) {
      for (const waiter of waiters) if (!isAfter(waiter.position, position)) waiter.settle(true);
    },
    stop() {
      for (const waiter of waiters) waiter.settle(false);
    },
  };
}
