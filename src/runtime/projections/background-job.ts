/** One piece of work that goes on beside the stages. */
export interface BackgroundJob {
  /** Null where there is none. */
  readonly work: Promise<void> | null;
  /** Aborts when the work is given up. */
  readonly signal: AbortSignal;
  start(work: Promise<void>): void;
  /** Gives the work up; resolves once it has ended. */
  cancel(): Promise<void>;
}

export function backgroundJob(): BackgroundJob {
  let current: Promise<void> | null = null;
  let giveUp = new AbortController();
  return {
    get work() {
      return current;
    },
    get signal() {
      return giveUp.signal;
    },
    start(work) {
      const started = work.finally(() => {
        current = null;
      });
      // The stage that waits for it may not have begun.
      started.catch(() => {});
      current = started;
    },
    async cancel() {
      giveUp.abort();
      await current?.catch(() => {});
      giveUp = new AbortController();
    },
  };
}
