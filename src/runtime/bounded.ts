import { DomainError } from '../core/domain-error.ts';

/**
 * Runs at most `running` tasks at once, in the order they come; `waiting` more may wait, by default any
 * number.
 * Throws UNAVAILABLE beyond that.
 */
export function bounded(
  running: number,
  waiting = Number.POSITIVE_INFINITY,
): <T>(task: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let active = 0;
  return async (task) => {
    if (active < running) {
      active++;
    } else {
      if (queue.length >= waiting) throw new DomainError('UNAVAILABLE', 'too busy; try again shortly');
      // Whoever finishes hands its place over, so `active` stays as it is.
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await task();
    } finally {
      const next = queue.shift();
      if (next) next();
      else active--;
    }
  };
}
