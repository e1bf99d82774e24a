/** One write waiting for its transaction. */
type Waiting<Request, Result> = { request: Request; size: number; resolve: (result: Result) => void };

export type WriteQueue<Request, Result> = {
  /** Resolves once the transaction that holds the write is on disk. `size` is in bytes. */
  add(request: Request, size: number): Promise<Result>;
  isFull(): boolean;
  /** Resolves when there is room again. */
  room(): Promise<void>;
  /** Resolves when everything that was added has been answered. */
  idle(): Promise<void>;
};

/** Per drain; what is beyond waits for the next one. */
const MAX_DRAIN_WRITES = 1_000;
const MAX_DRAIN_BYTES = 16 * 1024 * 1024;
const MAX_WAITING = 4_000;

/**
 * Group commit: whatever arrived while a transaction was being flushed goes into the next one.
 * @param commit decides and stores a group, and resolves with one result each when that is on disk
 * @param onFailure called when `commit` fails; nothing is known about the disk then, so it must end the process
 */
export function createWriteQueue<Request, Result>(
  commit: (requests: readonly Request[]) => Promise<readonly Result[]>,
  onFailure: (error: unknown) => void,
): WriteQueue<Request, Result> {
  let waiting: Waiting<Request, Result>[] = [];
  let state: 'idle' | 'draining' | 'failed' = 'idle';
  const onRoom: (() => void)[] = [];
  const onIdle: (() => void)[] = [];

  const takeGroup = (): Waiting<Request, Result>[] => {
    let bytes = 0;
    let count = 0;
    for (const { size } of waiting) {
      bytes += size;
      if (count > 0 && (count >= MAX_DRAIN_WRITES || bytes > MAX_DRAIN_BYTES)) break;
      count += 1;
    }
    return waiting.splice(0, count);
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = takeGroup();
      const results = await commit(group.map(({ request }) => request));
      for (const [i, { resolve }] of group.entries()) {
        const result = results[i];
        if (result !== undefined) resolve(result);
      }
      if (waiting.length < MAX_WAITING) for (const resolve of onRoom.splice(0)) resolve();
    }
    state = 'idle';
    for (const resolve of onIdle.splice(0)) resolve();
  };

  const start = (): void => {
    drain().catch((error: unknown) => {
      state = 'failed';
      waiting = [];
      onFailure(error);
    });
  };

  return {
    add(request, size) {
      return new Promise((resolve) => {
        if (state === 'failed') return;
        waiting.push({ request, size, resolve });
        if (state !== 'idle') return;
        state = 'draining';
        // After the pending input has been read, so that it shares the transaction.
        setImmediate(start);
      });
    },
    isFull: () => waiting.length >= MAX_WAITING,
    room: () =>
      new Promise((resolve) => (waiting.length < MAX_WAITING ? resolve() : void onRoom.push(resolve))),
    idle: () => new Promise((resolve) => (state === 'draining' ? void onIdle.push(resolve) : resolve())),
  };
}
