import { getEventListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../support/wait-until.ts';
import { fill, follow, namesOf, startLog } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeAll(async () => {
  it = await startLog();
});
afterAll(() => it.stop());

describe('a reader that does not read', () => {
  test('leaves the rest on the server, and gets it later', async () => {
    const from = await it.log.head();
    const stream = await fill(it.log, 3000, 5000);
    const stopping = new AbortController();
    const log = it.open();
    const received = it.proxy.received();
    const seen: string[] = [];
    let held = false;
    for await (const { events } of log.subscribe({ from, batchSize: 20, signal: stopping.signal })) {
      seen.push(...events.map(({ event }) => `${event.stream}@${event.revision}`));
      if (seen.length === 3000) break;
      if (held || events.length === 0) continue;
      held = true;
      let last = -1;
      await waitUntil(
        () => {
          const now = it.proxy.received();
          const still = now === last;
          last = now;
          return still;
        },
        { everyMs: 300 },
      );
      expect(last - received).toBeLessThan(3_000_000);
    }
    expect(held).toBe(true);
    expect(seen).toEqual(namesOf(stream, 3000));
    await log.close();
  });
});

describe('the end', () => {
  test('comes promptly while nothing happens', async () => {
    const following = follow(it.log, { from: await it.log.head() });
    await following.live();
    const startedAt = performance.now();
    await following.stop();
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  test('comes before anything begins, where the signal says so', async () => {
    const batches = it.log.subscribe({ from: null, batchSize: 10, signal: AbortSignal.abort() });
    for await (const batch of batches) throw new Error(`delivered ${batch.events.length} events`);
    expect(it.lost).toEqual([]);
  });

  test('comes while events are waiting', async () => {
    const from = await it.log.head();
    await fill(it.log, 100);
    const stopping = new AbortController();
    let batches = 0;
    for await (const _ of it.log.subscribe({ from, batchSize: 10, signal: stopping.signal })) {
      batches++;
      stopping.abort();
    }
    expect(batches).toBe(1);
  });

  test('comes when the log is closed', async () => {
    const log = it.open();
    const following = follow(log, { from: await log.head() });
    await following.live();
    await log.close();
    await following.ended;
    expect(it.lost).toEqual([]);
  });

  test('leaves no listener and no connection behind', async () => {
    const log = it.open();
    const from = await log.head();
    const connections = it.proxy.connections();
    const stopping = new AbortController();
    for (let n = 0; n < 20; n++) {
      for await (const { live } of log.subscribe({ from, batchSize: 500, signal: stopping.signal })) {
        if (live) break;
      }
    }
    expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
    expect(it.proxy.connections() - connections).toBe(0);
    await log.close();
  });

  test('comes for a reader that leaves while it waits, once the signal aborts', async () => {
    const stopping = new AbortController();
    const from = await it.log.head();
    const reader = it.log.subscribe({ from, batchSize: 10, signal: stopping.signal })[Symbol.asyncIterator]();
    await reader.next();
    const [next, left] = [reader.next(), reader.return?.()];
    stopping.abort();
    expect(await next).toMatchObject({ done: true });
    expect(await left).toMatchObject({ done: true });
  });

  test('takes what the connection still has to say with it', async () => {
    for (let n = 0; n < 10; n++) {
      const log = it.open();
      const following = follow(log, { from: await log.head() });
      await following.live();
      const stopped = following.stop();
      it.proxy.cut();
      await stopped;
      await log.ping();
      await log.close();
    }
    expect(it.lost).toEqual([]);
  });
});
