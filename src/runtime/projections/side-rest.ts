import type { Clock } from '../../core/ports.ts';
import { pause } from '../pause.ts';
import { limitRate } from './limit-rate.ts';

/** While others need the machine, a side track rests this many times as long as it worked. */
const restPerWork = 4;

/**
 * How a track rests that is not the main one: it takes `eventsPerSecond` at most (null: no limit), and gives way
 * while `busy`.
 */
export function sideRest(
  clock: Pick<Clock, 'elapsed'>,
  eventsPerSecond: number | null,
  busy: () => boolean,
): (taken: { events: number; ms: number }, signal: AbortSignal) => Promise<void> {
  const pace = limitRate(clock, eventsPerSecond);
  return async ({ events, ms }, signal) => {
    await Promise.all([pace(events, signal), busy() ? pause(ms * restPerWork, signal) : undefined]);
  };
}
