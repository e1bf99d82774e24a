import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '../runtime/backoff.ts';

/**
 * Does the work again when it fails, at most `attempts` times in all. The pause before the second attempt is
 * between half of `pauseMs` and all of it, and doubles from there.
 * @throws what the last attempt threw.
 */
export async function retry<T>(attempts: number, pauseMs: number, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts) throw error;
    }
    await delay(backoffMs(attempt, pauseMs));
  }
}
