import { expect, test } from '@jest/globals';
import { createWriteQueue } from '../../../../embedded/event-store/writes/write-queue.ts';

const noFailure = (error: unknown): void => {
  throw error;
};

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
  const queue = createWriteQueue(commit, noFailure);
  const first = [queue.add(1, 1), queue.add(2, 1)];
  await release();
  const later = Promise.all(first).then(() => undefined);
  const second = [3, 4, 5].map((n) => queue.add(n, 1));
  await later;
  await release();
  expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50]);
  expect(groups.flat()).toEqual([1, 2, 3, 4, 5]);
});

test('a group is bounded in number and in bytes', async () => {
  const sizes: number[] = [];
  const queue = createWriteQueue(async (group: readonly number[]) => {
    sizes.push(group.length);
    return group;
  }, noFailure);
  await Promise.all(Array.from({ length: 2_500 }, (_, n) => queue.add(n, 1)));
  expect(sizes).toEqual([1_000, 1_000, 500]);
  sizes.length = 0;
  const megabytes = 1024 * 1024;
  await Promise.all([17, 10, 5, 5].map((size) => queue.add(1, size * megabytes)));
  expect(sizes).toEqual([1, 2, 1]);
});

test('it tells when it is full, and when there is room again', async () => {
  const { commit, release } = heldCommit();
  const queue = createWriteQueue(commit, noFailure);
  const writes = Array.from({ length: 4_000 }, (_, n) => queue.add(n, 1));
  expect(queue.isFull()).toBe(true);
  let room = false;
  const waiting = queue.room().then(() => {
    room = true;
  });
  expect(room).toBe(false);
  for (let n = 0; n < 4; n += 1) await release();
  await Promise.all([...writes, waiting, queue.room(), queue.idle()]);
  expect(queue.isFull()).toBe(false);
});

test('after a failed commit nothing is answered or written any more', async () => {
  let commits = 0;
  let answered = 0;
  const failure = await new Promise((resolve) => {
    const queue = createWriteQueue(async () => {
      commits += 1;
      throw new Error('EIO: fsync failed');
    }, resolve);
    const count = (): void => {
      answered += 1;
    };
    void queue.add(1, 1).then(count, count);
    void queue.add(2, 1).then(count, count);
    setImmediate(() => setImmediate(() => void queue.add(3, 1).then(count, count)));
  });
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(failure).toEqual(new Error('EIO: fsync failed'));
  expect({ commits, answered }).toEqual({ commits: 1, answered: 0 });
});
