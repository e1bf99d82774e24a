/** Whatever was started, to be stopped in reverse order. */
export interface Resources {
  /** Notes how to stop a thing that has just been started. */
  started(stop: () => Promise<unknown>): void;
  /** Stops everything, newest first; goes on past failures, and throws the first of them at the end. */
  stop(): Promise<void>;
}

export function createResources(): Resources {
  const stops: (() => Promise<unknown>)[] = [];
  return {
    started: (stop) => void stops.push(stop),
    async stop() {
      const failures: unknown[] = [];
      for (let stop = stops.pop(); stop; stop = stops.pop())
        await stop().catch((error) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}
