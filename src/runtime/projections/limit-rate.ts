import type { Clock } from '../../core/ports.ts';
import { pause } from '../pause.ts';

/** Never further ahead of the rate than what it allows in this time. */
const burstMs = 250;

/**
 * A function that is told how many events have just been taken, and resolves when more may be, at
 * `eventsPerSecond` in the long run; at once where that is null.
 */
export function limitRate(
  clock: Pick<Clock, 'elapsed'>,
  eventsPerSecond: number | null,
): (events: number, signal: AbortSignal) => Promise<void> {
  let paidUntil = clock.elapsed();
  return async (events, signal) => {
    if (eventsPerSecond === null) return;
    const now = clock.elapsed();
    paidUntil = Math.max(paidUntil, now - burstMs) + (events * 1_000) / eventsPerSecond;
    if (paidUntil > now) await pause(paidUntil - now, signal);
  };
}
