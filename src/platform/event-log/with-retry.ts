import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
} from '@eventstore/db-client';
import { LogUnavailableError } from '../../core/ports.ts';

const transient = [UnavailableError, DeadlineExceededError, CancelledError, TimeoutError, NotLeaderError];

/** True for what a reconnect or a moment's patience can mend. */
export function isTransient(error: unknown): boolean {
  return transient.some((kind) => error instanceof kind);
}

/** Milliseconds before try number `attempt` (0, 1, …): exponential from 50 to 2,000, with full jitter. */
export function backoff(attempt: number): number {
  return Math.random() * Math.min(2000, 50 * 2 ** attempt);
}

/**
 * Runs `call` again after a transient error, at most until `patienceMs` have passed since the first try.
 * Throws LogUnavailableError then, and any other error at once.
 */
export async function withRetry<T>(patienceMs: number, call: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error)) throw error;
      const wait = backoff(attempt);
      if (performance.now() + wait > giveUpAt) throw new LogUnavailableError(error);
      await delay(wait);
    }
  }
}
