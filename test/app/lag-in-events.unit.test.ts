import { expect, test } from '@jest/globals';
import { headCounter } from '../../src/app/count-head.ts';
import { lagInEvents } from '../../src/app/lag-in-events.ts';
import type { LogPosition } from '../../src/core/define-events.ts';
import type { ProjectionProgress } from '../../src/platform/read-models/known-progress.ts';
import { progressOf } from './progress-of.ts';

/** A log of so many events at positions 10, 20, 30 …; notes where it was read from. */
function logOf(length: number) {
  const reads: number[] = [];
  const log = {
    length,
    reads,
    broken: false,
    async countAfter({ commit }: LogPosition, limit: number) {
      if (log.broken) throw new Error('away');
      const before = Math.floor(Number(commit) / 10);
      reads.push(before);
      const events = Math.min(limit, Math.max(0, log.length - before));
      const end = BigInt(10 * (before + events));
      return { events, position: { commit: end, prepare: end }, ended: events < limit };
    },
  };
  return log;
}

function setUp(length: number, patienceMs?: number) {
  const log = logOf(length);
  let all: ProjectionProgress[] = [];
  const count = lagInEvents({ each: () => all, head: headCounter(log, patienceMs) });
  return {
    log,
    async lagOf(...changed: ProjectionProgress[]) {
      all = changed;
      return Object.fromEntries(await count());
    },
    set(...changed: ProjectionProgress[]) {
      all = changed;
    },
  };
}

const behind = { complete: false };

test('is 0 for who lacks nothing, and the distance to it for the others, and the log is not read', async () => {
  const { log, lagOf } = setUp(12);
  expect(await lagOf(progressOf('a', 9), progressOf('b', 4, behind))).toEqual({ a: 0, b: 5 });
  expect(log.reads).toEqual([]);
});

test('is counted from the furthest on, exactly, however long the log', async () => {
  const { log, lagOf } = setUp(25_678);
  expect(await lagOf(progressOf('a', 14, behind), progressOf('b', 2, behind))).toEqual({
    a: 25_664,
    b: 25_676,
  });
  expect(log.reads).toEqual(Array.from({ length: 26 }, (_, page) => 14 + page * 1_000));
});

test('counts each event once: the next time from where the count ended, or from one who is further', async () => {
  const { log, lagOf } = setUp(2_500);
  await lagOf(progressOf('a', 5, behind));
  log.length = 2_510;
  log.reads.length = 0;
  expect(await lagOf(progressOf('a', 100, behind))).toEqual({ a: 2_410 });
  expect(log.reads).toEqual([2_500]);
  log.length = 2_600;
  expect(await lagOf(progressOf('a', 2_550, behind))).toEqual({ a: 50 });
  expect(log.reads).toEqual([2_500, 2_550]);
});

test('goes on after an outage, and after its time was up, from where it was', async () => {
  const { log, lagOf } = setUp(1_500);
  await lagOf(progressOf('a', 1, behind));
  log.broken = true;
  await expect(lagOf(progressOf('a', 1, behind))).rejects.toThrow('away');
  log.broken = false;
  log.reads.length = 0;
  expect(await lagOf(progressOf('a', 1, behind))).toEqual({ a: 1_499 });
  expect(log.reads).toEqual([1_500]);

  const hasty = setUp(2_500, -1);
  for (const _ of ['first page', 'second page'])
    await expect(hasty.lagOf(progressOf('a', 0, behind))).rejects.toThrow('too long');
  expect(await hasty.lagOf(progressOf('a', 0, behind))).toEqual({ a: 2_500 });
  expect(hasty.log.reads).toEqual([0, 1_000, 2_000]);
});

test('several who ask at once share one count', async () => {
  const { log, lagOf } = setUp(5_500);
  const one = progressOf('a', 0, behind);
  expect(await Promise.all([lagOf(one), lagOf(one), lagOf(one)])).toEqual(Array(3).fill({ a: 5_500 }));
  expect(log.reads.length).toBe(6);
});

test('a log that was put back to an earlier moment is counted anew', async () => {
  const { log, lagOf } = setUp(5_000);
  await lagOf(progressOf('a', 10, behind));
  log.length = 20;
  await lagOf(progressOf('a', 20));
  log.length = 23;
  expect(await lagOf(progressOf('a', 20, behind))).toEqual({ a: 3 });
});

test('what moves while the log is read is not told as lacking more than it does', async () => {
  const { log, set, lagOf } = setUp(30);
  const countAfter = log.countAfter;
  log.countAfter = async (position, limit) => {
    set(progressOf('a', 30), progressOf('b', 31, behind), progressOf('c', 12, behind));
    return countAfter(position, limit);
  };
  expect(await lagOf(progressOf('a', 1, behind), progressOf('b', 1, behind))).toEqual({ a: 0, b: 0, c: 18 });
});

test('is not known of who is of another log, and not told by it', async () => {
  const { lagOf } = setUp(12);
  const diverged = progressOf('a', 40, { state: 'diverged', complete: false });
  expect(await lagOf(diverged, progressOf('b', 10, behind))).toEqual({ b: 2 });
  expect(await lagOf(diverged)).toEqual({});
});
