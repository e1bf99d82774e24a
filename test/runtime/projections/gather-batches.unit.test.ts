import { expect, test } from '@jest/globals';
import type { EventBatch, LoggedEvent } from '../../../src/core/ports.ts';
import { gatherBatches } from '../../../src/runtime/projections/gather-batches.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { recordHistory } from '../../support/record-history.ts';

const events = recordHistory(accountHistory(20)).map((event): LoggedEvent => ({ ok: true, event }));
const position = (commit: bigint) => ({ commit, prepare: commit });

/** Batches of these sizes, one after the other; a null waits until it is let go. */
function source(sizes: readonly (number | Promise<void>)[]): AsyncGenerator<EventBatch> {
  return (async function* () {
    let taken = 0;
    for (const size of sizes) {
      if (typeof size !== 'number') {
        await size;
        continue;
      }
      taken += size;
      yield {
        events: events.slice(taken - size, taken),
        bytes: size * 100,
        position: position(BigInt(taken)),
        live: size < 3,
      };
    }
  })();
}

async function gathered(batches: AsyncIterable<EventBatch>): Promise<[number, bigint, boolean][]> {
  const result: [number, bigint, boolean][] = [];
  for await (const batch of batches) result.push([batch.events.length, batch.position.commit, batch.live]);
  return result;
}

test('small batches are joined until their events are large enough', async () => {
  const batches = gatherBatches(source([1, 3, 1, 4, 5, 2]), {
    batchSize: 1_000,
    batchBytes: 400,
    lingerMs: 1_000,
  });
  expect((await gathered(batches)).map(([events]) => events)).toEqual([4, 5, 5, 2]);
});

test('small batches are joined up to the size, the last one says how far and whether live', async () => {
  const batches = gatherBatches(source([1, 3, 1, 4, 5, 2]), { batchSize: 4, lingerMs: 1_000 });
  expect(await gathered(batches)).toEqual([
    [4, 4n, false],
    [5, 9n, false],
    [5, 14n, false],
    [2, 16n, true],
  ]);
});

test('without lingering every batch is passed on as it is', async () => {
  const batches = gatherBatches(source([1, 3, 0, 1]), { batchSize: 4, lingerMs: 0 });
  expect((await gathered(batches)).map(([size]) => size)).toEqual([1, 3, 0, 1]);
});

test('a batch waits for more no longer than it should', async () => {
  let goOn = () => {};
  const later = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const batches = gatherBatches(source([2, later, 1]), { batchSize: 4, lingerMs: 5 });
  expect((await batches.next()).value?.events).toHaveLength(2);
  goOn();
  expect((await batches.next()).value?.events).toHaveLength(1);
  expect((await batches.next()).done).toBe(true);
});

test('the failure of the source comes after what it gave', async () => {
  const failing = source([1, Promise.reject(new Error('log lost'))]);
  const batches = gatherBatches(failing, { batchSize: 1, lingerMs: 5 });
  expect((await batches.next()).value?.events).toHaveLength(1);
  await expect(batches.next()).rejects.toThrow('log lost');
});

test('a small batch comes no sooner after the one before than the interval, a full one at once', async () => {
  const later = (ms = 10) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const options = { batchSize: 4, lingerMs: 1, intervalMs: () => 50 };
  const patient = { ...options, intervalMs: () => 10_000 };
  const batches = gatherBatches(source([1, later(), 1, 1, later(), 4]), patient);
  await batches.next();
  const firstAt = performance.now();
  expect((await batches.next()).value?.events).toHaveLength(6);
  expect(performance.now() - firstAt).toBeLessThan(5000);
  expect((await batches.next()).done).toBe(true);

  const quiet = gatherBatches(source([1, later(), 1, later(200)]), options);
  await quiet.next();
  const secondAt = performance.now();
  expect((await quiet.next()).value?.events).toHaveLength(1);
  // Timers may fire up to a millisecond early.
  expect(performance.now() - secondAt).toBeGreaterThanOrEqual(48);
});
