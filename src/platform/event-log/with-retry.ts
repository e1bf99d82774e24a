import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelledError,
  convertToCommandError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
} from '@eventstore/db-client';
import { LogUnavailableError } from '../../core/ports.ts';
import { backoffMs } from '../../runtime/backoff.ts';
import { inTime } from '../../runtime/in-time.ts';

const transient = [UnavailableError, DeadlineExceededError, CancelledError, TimeoutError, NotLeaderError];

/**
 * Errors without a code: a call met a channel that another call's failure had closed; no node of a cluster
 * answers.
 */
const transientMessage = /^(The )?channel has been (closed|shut down)$|^Failed to discover after/i;

/** True for what a reconnect or a moment's patience can mend. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The client hands on some errors as gRPC made them.
  const known = convertToCommandError(error);
  return transient.some((kind) => known instanceof kind) || transientMessage.test(error.message);
}

/** Milliseconds before the next try, after so many failures in a row. */
export const pauseAfter = (failures: number) => backoffMs(failures, 50, 2000);

/**
 * Runs `call` again after a transient error, at most until `patienceMs` have passed since the first try; each
 * try is to end within the time that remains.
 * Throws LogUnavailableError when the time is up, and any other error at once.
 */
export async function withRetry<T>(
  patienceMs: number,
  call: (remainingMs: number) => Promise<T>,
): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (let failures = 1; ; failures++) {
    const remainingMs = giveUpAt - performance.now();
    try {
      return await call(remainingMs);
    } catch (error) {
      if (!isTransient(error)) throw error;
      const wait = pauseAfter(failures);
      if (performance.now() + wait >= giveUpAt) throw new LogUnavailableError(error);
      await delay(wait);
    }
  }
}

/**
 * The same for a call with a signal, which aborts when the time is up: the client's own deadlines bound
 * neither its reads nor a server that has stopped answering.
 */
export function withSignal<T>(patienceMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withRetry(patienceMs, (ms) => {
    const late = new AbortController();
    return inTime(ms, call(late.signal), () => {
      late.abort();
      return noAnswer(ms);
    });
  });
}

/** What a call throws that was not answered within `ms` milliseconds. */
export function noAnswer(ms: number): LogUnavailableError {
  return new LogUnavailableError(new Error(`no answer within ${Math.round(ms)} ms`));
}
