import { DomainError } from '../../core/domain-error.ts';

/** Commands that may wait for the same stream; more are turned away. */
const longestQueue = 200;

/**
 * Runs the tasks of one key one after the other, those of different keys side by side, so that commands
 * of one process never conflict with each other. Throws UNAVAILABLE when too many wait already.
 */
export function oneAtATime(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, { last: Promise<unknown>; waiting: number }>();
  return async (key, task) => {
    const ahead = tails.get(key);
    if (ahead && ahead.waiting >= longestQueue) {
      throw new DomainError('UNAVAILABLE', 'too many commands wait for the same stream; try again shortly');
    }
    const run = ahead ? ahead.last.then(task, task) : task();
    const own = { last: run.catch(() => {}), waiting: (ahead?.waiting ?? 0) + 1 };
    tails.set(key, own);
    try {
      return await run;
    } finally {
      if (tails.get(key) === own) tails.delete(key);
    }
  };
}
