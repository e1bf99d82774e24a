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

const transient = [UnavailableError, DeadlineExceededError, CancelledError, TimeoutError, NotLeaderError];

/** What a call meets that had taken its channel when another call's failure closed it. */
const channelClosed = /^(The )?channel has been (closed|shut down)$/i;

/** True for what a reconnect or a moment's patience can mend. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The client hands on some errors as gRPC made them.
  const known = convertToCommandError(error);
  return transient.some((kind) => known instanceof kind) || channelClosed.test(error.message);
}

/** Milliseconds before try number `attempt` (0, 1, …): exponential from 50 to 2,000, with full jitter. */
export function backoff(attempt: number): number {
  return Math.random() * Math.min(2000, 50 * 2 ** attempt);
}

/**
 * Runs `call` again after a transient error, at most until `patienceMs` have passed since the first try. A try
 * that is still under way then is left alone: its signal aborts.
 * Throws LogUnavailableError then, and any other error at once.
 */
export async function withRetry<T>(
  patienceMs: number,
  call: (signal: AbortSignal, remainingMs: number) => Promise<T>,
): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt++) {
    const remainingMs = giveUpAt - performance.now();
    try {
      return await within(remainingMs, (signal) => call(signal, remainingMs));
    } catch (error) {
      if (!isTransient(error)) throw error;
      const wait = backoff(attempt);
      if (performance.now() + wait >= giveUpAt) throw new LogUnavailableError(error);
      await delay(wait);
    }
  }
}

/** The client's own deadlines bound neither its reads nor a server that has stopped answering. */
async function within<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new LogUnavailableError(new Error(`no answer within ${Math.round(ms)} ms`)));
      late.abort();
    }, ms);
  });
  try {
    return await Promise.race([call(late.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
