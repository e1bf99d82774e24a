import { expect, test } from '@jest/globals';
import type { LogPosition } from '../../../src/core/define-events.ts';
import { isAfter } from '../../../src/core/log-position.ts';
import { positionWaiters } from '../../../src/platform/read-models/position-waiters.ts';

const at = (commit: number): LogPosition => ({ commit: BigInt(commit), prepare: BigInt(commit) });

/** Projections that stand where they are put. */
function setUp(limit = 1_000) {
  const waiters = positionWaiters(limit);
  const positions: Record<string, LogPosition> = { a: at(0), b: at(0), c: at(0) };
  const standing = (names: readonly string[]) =>
    names.map((name) => positions[name] ?? at(0)).reduce((one, other) => (isAfter(one, other) ? other : one));
  return {
    ...waiters,
    put(changed: Record<string, LogPosition>) {
      Object.assign(positions, changed);
      waiters.moved(standing);
    },
  };
}

/** Notes which of the waits are settled, and how. */
function noting<Key>(waits: Iterable<readonly [Key, Promise<boolean>]>) {
  const settled = new Map<Key, boolean>();
  for (const [key, wait] of waits) void wait.then((reached) => settled.set(key, reached));
  return settled;
}

const microtasks = () => new Promise((resolve) => setImmediate(resolve));

test('one move settles those of a thousand waiters who have reached their position, and no others', async () => {
  const waiters = setUp();
  // A permutation of 0 … 999, so that nobody comes in order.
  const wanted = Array.from({ length: 1_000 }, (_, index) => (index * 7_919) % 1_000);
  const settled = noting(wanted.map((n) => [n, waiters.wait([n % 2 ? 'a' : 'b'], at(n), 60_000)] as const));
  waiters.put({ a: at(400) });
  await microtasks();
  const odd = (n: number) => n % 2 === 1;
  expect([...settled.keys()].sort((x, y) => x - y)).toEqual(
    wanted.filter((n) => (odd(n) ? n <= 400 : n <= 0)).sort((x, y) => x - y),
  );
  waiters.put({ b: at(10_000) });
  await microtasks();
  expect(settled.size).toBe(500 + 200);
  waiters.put({ a: at(999) });
  await microtasks();
  expect(settled.size).toBe(1_000);
  expect([...settled.values()].every((reached) => reached)).toBe(true);
});

test('who waits for several projections waits for the last of them', async () => {
  const waiters = setUp();
  const settled = noting([
    ['both', waiters.wait(['a', 'b'], at(5), 60_000)],
    ['both, named otherwise', waiters.wait(['b', 'a'], at(5), 60_000)],
    ['one', waiters.wait(['a'], at(5), 60_000)],
    ['exactly', waiters.wait(['a'], { commit: 5n, prepare: 6n }, 60_000)],
  ]);
  waiters.put({ a: at(5), c: at(9) });
  await microtasks();
  expect([...settled]).toEqual([['one', true]]);
  waiters.put({ b: at(6) });
  await microtasks();
  expect([...settled.keys()]).toEqual(['one', 'both', 'both, named otherwise']);
  waiters.stop();
  await microtasks();
  expect(settled.get('exactly')).toBe(false);
});

test('gives up in time, and makes room for others', async () => {
  const waiters = setUp(3);
  const first = waiters.wait(['a'], at(1), 5);
  const same = [waiters.wait(['a'], at(1), 60_000), waiters.wait(['b'], at(1), 60_000)];
  await expect(waiters.wait(['a'], at(1), 60_000)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await first).toBe(false);
  const last = waiters.wait(['c'], at(1), 60_000);
  await expect(waiters.wait(['a'], at(1), 60_000)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  waiters.put({ a: at(1), b: at(1), c: at(1) });
  expect(await Promise.all([...same, last])).toEqual([true, true, true]);
});

test('a thousand who give up at once leave nobody behind', async () => {
  const waiters = setUp(1_000);
  const early = Array.from({ length: 999 }, (_, n) => waiters.wait(['a'], at(1 + (n % 3)), 20));
  const patient = waiters.wait(['a'], at(2), 60_000);
  expect(await Promise.all(early)).toEqual(early.map(() => false));
  const others = Array.from({ length: 999 }, () => waiters.wait(['a'], at(3), 60_000));
  waiters.put({ a: at(2) });
  expect(await patient).toBe(true);
  waiters.put({ a: at(3) });
  expect((await Promise.all(others)).every((reached) => reached)).toBe(true);
});

test('nobody waits after the end', async () => {
  const waiters = setUp();
  const waiting = waiters.wait(['a'], at(1), 60_000);
  waiters.stop();
  expect(await waiting).toBe(false);
  expect(await waiters.wait(['a'], at(1), 60_000)).toBe(false);
});
