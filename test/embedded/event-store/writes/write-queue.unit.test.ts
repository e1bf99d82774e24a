import { expect, test } from '@jest/globals';
import { createWriteQueue } from '../../../../embedded/event-store/writes/write-queue.ts';

const LATE = -1;
const NEVER = Number.POSITIVE_INFINITY;

/** A queue of numbers that must not fail. */
const queueOf = (
  commit: (group: readonly number[]) => Promise<readonly number[]>,
  onLate: (writes: number) => void = () => undefined,
) =>
  createWriteQueue({
    commit,
    onLate,
    late: LATE,
    onFailure(error) {
      throw error;
    },
  });

/** A commit that waits until it is let go. */
function heldCommit() {
  const groups: number[][] = [];
  const waiting: (() => void)[] = [];
  return {
    groups,
    commit(group: readonly number[]) {
      groups.push([...group]);
      return new Promise<readonly number[]>((resolve) =>
        waiting.push(() => resolve(group.map((n) => n * 10))),
      );
    },
    async release() {
      while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
      waiting.shift()?.();
    },
  };
}

test('what arrives during a commit goes into the next one, in order, each with its own result', async () => {
  const { groups, commit, release } = heldCommit();
  const queue = queueOf(commit);
  const first = [queue.add(1, 1, NEVER), queue.add(2, 1, NEVER)];
  await release();
  const later = Promise.all(first).then(() => undefined);
  const second = [3, 4, 5].map((n) => queue.add(n, 1, NEVER));
  await later;
  await release();
  expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50]);
  expect(groups.flat()).toEqual([1, 2, 3, 4, 5]);
});

test('a group is bounded in number and in bytes', async () => {
  const sizes: number[] = [];
  const queue = queueOf(async (group) => {
    sizes.push(group.length);
    return group;
  });
  await Promise.all(Array.from({ length: 2_500 }, (_, n) => queue.add(n, 1, NEVER)));
  expect(sizes).toEqual([1_000, 1_000, 500]);
  sizes.length = 0;
  const megabytes = 1024 * 1024;
  await Promise.all([17, 10, 5, 5].map((size) => queue.add(1, size * megabytes, NEVER)));
  expect(sizes).toEqual([1, 2, 1]);
});

test('it tells when it is full, and when there is room again', async () => {
  const { commit, release } = heldCommit();
  const queue = queueOf(commit);
  const writes = Array.from({ length: 4_000 }, (_, n) => queue.add(n, 1, NEVER));
  expect(queue.isFull()).toBe(true);
  let room = false;
  const waiting = queue.room(NEVER).then(() => {
    room = true;
  });
  expect(room).toBe(false);
  for (let n = 0; n < 4; n += 1) await release();
  await Promise.all([...writes, waiting, queue.room(NEVER), queue.idle()]);
  expect(queue.isFull()).toBe(false);
});

test('after a failed commit nothing is answered or written any more', async () => {
  let commits = 0;
  let answered = 0;
  const failure = await new Promise((resolve) => {
    const queue = createWriteQueue<number, number>({
      async commit() {
        commits += 1;
        throw new Error('EIO: fsync failed');
      },
      onFailure: resolve,
      late: LATE,
    });
    const count = (): void => {
      answered += 1;
    };
    void queue.add(1, 1, NEVER).then(count, count);
    void queue.add(2, 1, NEVER).then(count, count);
    setImmediate(() => setImmediate(() => void queue.add(3, 1, NEVER).then(count, count)));
  });
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(failure).toEqual(new Error('EIO: fsync failed'));
  expect({ commits, answered }).toEqual({ commits: 1, answered: 0 });
});

test('behind a commit that does not end, every write is answered when its deadline has passed', async () => {
  const { groups, commit, release } = heldCommit();
  let given = 0;
  const queue = queueOf(commit, (writes) => {
    given += writes;
  });
  const soon = Date.now() + 50;
  const committing = queue.add(1, 1, soon);
  while (groups.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const waiting = [queue.add(2, 1, soon), queue.add(3, 1, 0), queue.add(4, 1, NEVER)];
  expect(await Promise.all([committing, ...waiting.slice(0, 2)])).toEqual([LATE, LATE, LATE]);
  expect(given).toBe(2);
  expect(queue.depth()).toEqual({ writes: 1, bytes: 1 });
  await release();
  await release();
  expect(await waiting[2]).toBe(40);
  expect(groups).toEqual([[1], [4]]);
});

test('writes that are given up make room, and who waits for it does so until a deadline', async () => {
  const { commit, release } = heldCommit();
  const queue = queueOf(commit);
  const first = queue.add(0, 1, NEVER);
  // Behind the moment at which the queue is asked for room, on a busy machine, too.
  const soon = Date.now() + 1_500;
  const many = Array.from({ length: 5_000 }, (_, n) => queue.add(n, 1, soon));
  expect(await queue.room(0)).toBe(false);
  expect(await queue.room(NEVER)).toBe(true);
  expect(new Set(await Promise.all(many))).toEqual(new Set([LATE]));
  await release();
  expect(await first).toBe(0);
  await queue.idle();
});
