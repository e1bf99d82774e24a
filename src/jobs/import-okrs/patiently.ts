import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../core/domain-error.ts';
import { LogUnavailableError } from '../../core/ports.ts';
import { backoffMs } from '../../runtime/backoff.ts';

/** How long an outage of a server is waited out before the job gives up for now, in milliseconds. */
const patienceMs = 5 * 60 * 1000;
const shortestPause = 100;
const longestPause = 5000;

/**
 * Does the work, and does it again for as long as a server it needs is away, with pauses that double and
 * jitter.
 * @throws what the work throws for another reason or for longer, or the signal's reason.
 */
export async function patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || performance.now() > giveUpAt) throw error;
    }
    await delay(backoffMs(tries, shortestPause, longestPause), undefined, { signal });
  }
}

/** IDEMPOTENCY_IN_FLIGHT: an attempt of this import that was given up still waits for the same command. */
function isPassing(error: unknown): boolean {
  if (error instanceof LogUnavailableError) return true;
  return (
    error instanceof DomainError && (error.code === 'UNAVAILABLE' || error.code === 'IDEMPOTENCY_IN_FLIGHT')
  );
}
