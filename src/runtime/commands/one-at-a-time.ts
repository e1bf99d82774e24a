import { DomainError } from '../../core/domain-error.ts';
import type { Clock } from '../../core/ports.ts';

/** Commands that may wait for the same stream; more are turned away. */
const longestQueue = 200;
/** Longest wait for a turn, in milliseconds: whoever asked has given up by then. */
const longestWait = 5000;

/**
 * Runs the tasks of one key one after the other, those of different keys side by side, so that commands
 * of one process never conflict with each other. Throws UNAVAILABLE when too many wait already, and when
 * the turn comes too late.
 */
export function oneAtATime(clock: Clock): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const lanes = new Map<string, { last: Promise<unknown>; tasks: number }>();
  return async (key, task) => {
    const lane = lanes.get(key) ?? { last: Promise.resolve(), tasks: 0 };
    if (lane.tasks > longestQueue) throw busy();
    const askedAt = clock.elapsed();
    const run = lane.last.then(() => {
      if (clock.elapsed() - askedAt > longestWait) throw busy();
      return task();
    });
    lane.last = run.catch(() => {});
    lane.tasks += 1;
    lanes.set(key, lane);
    try {
      return await run;
    } finally {
      lane.tasks -= 1;
      if (lane.tasks === 0) lanes.delete(key);
    }
  };
}

function busy(): DomainError {
  return new DomainError(
    'UNAVAILABLE',
    'too many requests for the same thing are waiting; try again shortly',
  );
}
