/** Tells whoever waits for a stream, or for `$all`, that something was committed to it. */
export type CommitSignal = {
  /** Resolves at the next commit to the stream, or when the signal is aborted. */
  next(stream: string, abort: AbortSignal): Promise<void>;
  publish(streams: Set<string>): void;
};

export const ALL = '$all';

export function createCommitSignal(): CommitSignal {
  const waiting = new Map<string, Set<() => void>>();

  const wake = (stream: string): void => {
    const waiters = waiting.get(stream);
    waiting.delete(stream);
    for (const resolve of waiters ?? []) resolve();
  };

  return {
    next(stream, abort) {
      return new Promise((resolve) => {
        const waiters = waiting.get(stream) ?? new Set();
        waiting.set(stream, waiters);
        const done = (): void => {
          abort.removeEventListener('abort', done);
          waiters.delete(done);
          if (waiters.size === 0 && waiting.get(stream) === waiters) waiting.delete(stream);
          resolve();
        };
        if (abort.aborted) done();
        else {
          waiters.add(done);
          abort.addEventListener('abort', done);
        }
      });
    },
    publish(streams) {
      wake(ALL);
      for (const stream of streams) wake(stream);
    },
  };
}
