import { setTimeout as delay } from 'node:timers/promises';

/** One write waiting for its transaction. */
type Waiting<Request, Result> = {
  request: Request;
  size: number;
  deadline: number;
  resolve: (result: Result) => void;
};

/** Times are in milliseconds since 1970. */
export type WriteQueue<Request, Result> = {
  /**
   * Resolves once the transaction that holds the write is on disk, or as late when `deadline` has passed. A write
   * that is late is not done, unless its transaction has begun. `size` is in bytes.
   */
  add(request: Request, size: number, deadline: number): Promise<Result>;
  isFull(): boolean;
  /** Resolves when there is room again, with true, or when `deadline` has passed, with false. */
  room(deadline: number): Promise<boolean>;
  /** Resolves when everything that was added has been answered. */
  idle(): Promise<void>;
  /** What waits for its transaction. */
  depth(): { writes: number; bytes: number };
};

type QueueOptions<Request, Result> = {
  /** Decides and stores a group, and resolves with one result each when that is on disk. */
  commit(requests: readonly Request[]): Promise<readonly Result[]>;
  /** Called when `commit` fails; nothing is known about the disk then, so it must end the process. */
  onFailure(error: unknown): void;
  /** The result of a write that has waited past its deadline. */
  late: Result;
  /** Told how many such writes were given up before their transaction began. */
  onLate?(writes: number): void;
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
/** How often the deadlines are looked at, in milliseconds. */
const LOOK_MS = 100;

/**
 * Group commit: whatever arrived while a transaction was being flushed goes into the next one. While several
 * clients write, a flush costs more than a short wait for their next writes; a single one soon waits no longer.
 */
export function createWriteQueue<Request, Result>({
  commit,
  onFailure,
  late,
  onLate,
}: QueueOptions<Request, Result>): WriteQueue<Request, Result> {
  let waiting: Waiting<Request, Result>[] = [];
  let waitingBytes = 0;
  let committing: Waiting<Request, Result>[] = [];
  /** Writes that a group is expected to have, by those before: falls by an eighth at a time. */
  let expected = 0;
  let state: 'idle' | 'draining' | 'failed' = 'idle';
  let onRoom: { deadline: number; resolve: (isRoom: boolean) => void }[] = [];
  const onIdle: (() => void)[] = [];

  const isFull = (): boolean => waiting.length >= MAX_WAITING_WRITES || waitingBytes >= MAX_WAITING_BYTES;

  const tellRoom = (now: number): void => {
    const asking = onRoom;
    onRoom = [];
    for (const one of asking) {
      if (!isFull()) one.resolve(true);
      else if (one.deadline < now) one.resolve(false);
      else onRoom.push(one);
    }
  };

  const giveUpLate = (): void => {
    const now = Date.now();
    const isLate = ({ deadline }: Waiting<Request, Result>): boolean => deadline < now;
    for (const { resolve } of committing.filter(isLate)) resolve(late);
    const given = waiting.filter(isLate);
    if (given.length > 0) {
      waiting = waiting.filter((one) => !isLate(one));
      for (const { size, resolve } of given) {
        waitingBytes -= size;
        resolve(late);
      }
      onLate?.(given.length);
    }
    tellRoom(now);
  };

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
      giveUpLate();
      committing = takeGroup();
      if (committing.length === 0) break;
      expected = Math.max(committing.length, expected - Math.ceil(expected / 8));
      const results = await commit(committing.map(({ request }) => request));
      for (const [i, { resolve }] of committing.entries()) {
        const result = results[i];
        if (result !== undefined) resolve(result);
      }
      committing = [];
      tellRoom(Date.now());
    }
    state = 'idle';
    for (const resolve of onIdle.splice(0)) resolve();
  };

  const start = (): void => {
    const looking = setInterval(giveUpLate, LOOK_MS).unref();
    drain()
      .catch((error: unknown) => {
        state = 'failed';
        waiting = [];
        onFailure(error);
      })
      .finally(() => clearInterval(looking));
  };

  return {
    add(request, size, deadline) {
      return new Promise((resolve) => {
        if (state === 'failed') return;
        waiting.push({ request, size, deadline, resolve });
        waitingBytes += size;
        if (state !== 'idle') return;
        state = 'draining';
        // After the pending input has been read, so that it shares the transaction.
        setImmediate(start);
      });
    },
    isFull,
    room: (deadline) =>
      new Promise((resolve) => (isFull() ? void onRoom.push({ deadline, resolve }) : resolve(true))),
    idle: () => new Promise((resolve) => (state === 'draining' ? void onIdle.push(resolve) : resolve())),
    depth: () => ({ writes: waiting.length, bytes: waitingBytes }),
  };
}
