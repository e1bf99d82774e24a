import { setTimeout as delay } from 'node:timers/promises';

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
  /** What waits for its transaction. */
  depth(): { writes: number; bytes: number };
};

/** Per drain; what is beyond waits for the next one. */
const MAX_DRAIN_WRITES = 1_000;
const MAX_DRAIN_BYTES = 16 * 1024 * 1024;
const MAX_WAITING_WRITES = 4_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** How long a group that is smaller than those before waits for more, in milliseconds. */
const GATHER_MS = 1;
/** A group of so many bytes is worth a flush, however few writes it has. */
const WORTH_A_FLUSH = 48 * 1024;

/**
 * Group commit: whatever arrived while a transaction was being flushed goes into the next one. While several
 * clients write, a flush costs more than a short wait for their next writes; a single one soon waits no longer.
 * @param commit decides and stores a group, and resolves with one result each when that is on disk
 * @param onFailure called when `commit` fails; nothing is known about the disk then, so it must end the
 * process
 */
export function createWriteQueue<Request, Result>(
  commit: (requests: readonly Request[]) => Promise<readonly Result[]>,
  onFailure: (error: unknown) => void,
): WriteQueue<Request, Result> {
  let waiting: Waiting<Request, Result>[] = [];
  let waitingBytes = 0;
  /** Writes that a group is expected to have, by those before: falls by an eighth at a time. */
  let expected = 0;
  let state: 'idle' | 'draining' | 'failed' = 'idle';
  const onRoom: (() => void)[] = [];
  const onIdle: (() => void)[] = [];

  const isFull = (): boolean => waiting.length >= MAX_WAITING_WRITES || waitingBytes >= MAX_WAITING_BYTES;

  const takeGroup = (): Waiting<Request, Result>[] => {
    let bytes = 0;
    let count = 0;
    for (const { size } of waiting) {
      if (count > 0 && (count >= MAX_DRAIN_WRITES || bytes + size > MAX_DRAIN_BYTES)) break;
      bytes += size;
      count += 1;
    }
    waitingBytes -= bytes;
    return waiting.splice(0, count);
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (waiting.length < expected && waitingBytes < WORTH_A_FLUSH) await delay(GATHER_MS);
      const group = takeGroup();
      expected = Math.max(group.length, expected - Math.ceil(expected / 8));
      const results = await commit(group.map(({ request }) => request));
      for (const [i, { resolve }] of group.entries()) {
        const result = results[i];
        if (result !== undefined) resolve(result);
      }
      if (!isFull()) for (const resolve of onRoom.splice(0)) resolve();
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
        waitingBytes += size;
        if (state !== 'idle') return;
        state = 'draining';
        // After the pending input has been read, so that it shares the transaction.
        setImmediate(start);
      });
    },
    isFull,
    room: () => new Promise((resolve) => (isFull() ? void onRoom.push(resolve) : resolve())),
    idle: () => new Promise((resolve) => (state === 'draining' ? void onIdle.push(resolve) : resolve())),
    depth: () => ({ writes: waiting.length, bytes: waitingBytes }),
  };
}
