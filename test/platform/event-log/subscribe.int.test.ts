import { jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LogPosition } from '../../../src/core/define-events.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { fill, follow, namesOf, startLog } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeAll(async () => {
  it = await startLog();
});
afterAll(() => it.stop());

const systemEvents = (count: number) =>
  Array.from({ length: count }, () => jsonEvent({ type: '$test', data: {} }));
const earlier = (a: LogPosition | undefined, b: LogPosition | undefined) => a && b && a.commit < b.commit;

describe('a subscription', () => {
  test.each([1, 7, 50, 1000])(
    'in batches of at most %d delivers everything once, in order',
    async (batchSize) => {
      const from = await it.log.head();
      const stream = await fill(it.log, 130);
      const following = follow(it.log, { from, batchSize });
      await following.live();
      await following.stop();
      expect(following.seen()).toEqual(namesOf(stream, 130));
      expect(Math.max(...following.batches.map(({ events }) => events.length))).toBeLessThanOrEqual(
        batchSize,
      );
    },
  );

  test('from the position of any batch delivers exactly what followed it', async () => {
    const from = await it.log.head();
    const stream = await fill(it.log, 40);
    await it.raw.appendToStream('$test', systemEvents(3));
    const following = follow(it.log, { from, batchSize: 7 });
    await following.live();
    await following.stop();
    let delivered = 0;
    for (const { events, position } of following.batches) {
      delivered += events.length;
      const rest = follow(it.log, { from: position });
      await rest.live();
      await rest.stop();
      expect(rest.seen()).toEqual(namesOf(stream, 40).slice(delivered));
    }
    expect(delivered).toBe(40);
  });

  test('from the position of any event delivers exactly what followed it', async () => {
    const stream = await fill(it.log, 5);
    const events = await it.log.readStream(stream);
    const all = namesOf(stream, 5);
    for (const { position, revision } of events) {
      const rest = follow(it.log, { from: position });
      await rest.live();
      await rest.stop();
      expect(rest.seen()).toEqual(all.slice(revision + 1));
    }
  });

  test('says that it is live when nothing more waits, and not before', async () => {
    const from = await it.log.head();
    await fill(it.log, 60);
    const following = follow(it.log, { from, batchSize: 10 });
    await following.live();
    const first = following.batches.findIndex(({ live }) => live);
    const delivered = following.batches.slice(0, first + 1).flatMap(({ events }) => events);
    expect(delivered).toHaveLength(60);
    await fill(it.log, 1);
    await waitUntil(() => following.seen().length === 61);
    expect(following.batches.at(-1)?.live).toBe(true);
    await following.stop();
  });

  test('of a slow reader is not live before the last event', async () => {
    const from = await it.log.head();
    await fill(it.log, 100);
    const stopping = new AbortController();
    const seen: { count: number; live: boolean }[] = [];
    let count = 0;
    for await (const { events, live } of it.log.subscribe({ from, batchSize: 3, signal: stopping.signal })) {
      count += events.length;
      seen.push({ count, live });
      if (live) break;
      // The reader is busy while the rest of the log, and the news that it is all, come in.
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen.filter(({ live }) => live)).toEqual([{ count: 100, live: true }]);
  });

  test('moves on through stretches of system events', async () => {
    const start = await it.log.head();
    await it.raw.appendToStream('$test', systemEvents(10));
    const following = follow(it.log, { from: start });
    await following.live();
    const caughtUp = following.batches.at(-1)?.position;
    expect(earlier(start, caughtUp)).toBe(true);
    await it.raw.appendToStream('$test', systemEvents(1100));
    await waitUntil(() => earlier(caughtUp, following.batches.at(-1)?.position));
    expect(following.seen()).toEqual([]);
    await following.stop();
  });

  test('of some categories delivers their events alone, and moves on past the others', async () => {
    const from = await it.log.head();
    const first = await fill(it.log, 3);
    await it.raw.appendToStream('users-1', systemEvents(5));
    const following = follow(it.log, { from, categories: ['cycle', 'user'] });
    await waitUntil(() => following.seen().length === 3);
    await it.raw.appendToStream('users-2', systemEvents(100));
    const [reached, passed] = [await it.log.head(), await fill(it.log, 2)];
    await waitUntil(() => following.seen().length === 5);
    expect(following.seen()).toEqual([...namesOf(first, 3), ...namesOf(passed, 2)]);
    const strides = following.batches.filter(({ events, position }) => {
      return events.length === 0 && earlier(reached, position);
    });
    expect(strides.length).toBeGreaterThan(0);
    await following.stop();
  });

  test('never names a position that is beyond an event it has yet to deliver', async () => {
    const from = await it.log.head();
    for (let n = 0; n < 20; n++) {
      await fill(it.log, 3);
      await it.raw.appendToStream('$test', systemEvents(200));
    }
    const following = follow(it.log, { from, batchSize: 4 });
    await following.live();
    await following.stop();
    const { batches } = following;
    expect(batches.flatMap(({ events }) => events)).toHaveLength(60);
    batches.forEach(({ position }, index) => {
      const [next] = batches.slice(index + 1).flatMap(({ events }) => events);
      if (next) expect(earlier(position, next.event.position)).toBe(true);
      const last = batches
        .slice(0, index + 1)
        .flatMap(({ events }) => events)
        .at(-1);
      if (last) expect(earlier(position, last.event.position)).toBe(false);
    });
  });
});
