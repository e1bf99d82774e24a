import { once } from 'node:events';
import { join } from 'node:path';
import { StreamNotFoundError } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type EventLog, LogUnavailableError, noStream } from '../../../src/core/ports.ts';
import { catalog } from '../../../src/events/index.ts';
import { createEventLog } from '../../../src/platform/event-log/create-event-log.ts';
import { startProcess } from '../../support/start-process.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { fill, follow, numbered, startLog, streamOf } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeEach(async () => {
  it = await startLog(patienceMs);
});
afterEach(() => it.stop());

const patienceMs = 3000;
/** What a loaded machine may add. */
const leewayMs = 2000;

describe('every call gives up in time', () => {
  const calls = {
    append: () => it.log.append(streamOf(), noStream, [numbered(0)]),
    readStream: () => it.log.readStream(streamOf()),
    head: () => it.log.head(),
    ping: () => it.log.ping(),
  };

  const allGiveUp = async () => {
    const startedAt = performance.now();
    const outcomes = await Promise.allSettled(Object.values(calls).map((call) => call()));
    const giveUp = { status: 'rejected', reason: expect.any(LogUnavailableError) };
    expect(outcomes).toEqual(outcomes.map(() => giveUp));
    expect(performance.now() - startedAt).toBeLessThan(patienceMs + leewayMs);
  };

  const allWork = async () => {
    for (const call of Object.values(calls)) await call();
  };

  test('on a store that is gone, before and after it was known', async () => {
    await it.store.kill();
    await allGiveUp();
    await it.store.restart();
    await allWork();
    await it.store.kill();
    await allGiveUp();
    await it.store.restart();
    await allWork();
  });

  test('on a store that answers nothing, before and after it was known', async () => {
    it.store.pause();
    await allGiveUp();
    it.store.resume();
    await allWork();
    it.store.pause();
    await allGiveUp();
    await allGiveUp();
    it.store.resume();
    await allWork();
  });
});

test('the nodes of a cluster are looked for again when none is there', async () => {
  const url = `esdb://127.0.0.1:${it.store.port},127.0.0.1:1?tls=false&maxDiscoverAttempts=2&discoveryInterval=50`;
  const log = createEventLog({ url, catalog, patienceMs });
  const following = follow(log);
  await following.live();
  await it.store.kill();
  const refused = await Promise.allSettled([
    log.append(streamOf(), noStream, [numbered(0)]),
    log.readStream(streamOf()),
    log.head(),
  ]);
  const giveUp = { status: 'rejected', reason: expect.any(LogUnavailableError) };
  expect(refused).toEqual([giveUp, giveUp, giveUp]);
  await it.store.restart();
  const stream = await waitUntil(() => fill(log, 3).catch(() => undefined));
  await waitUntil(() => following.seen().includes(`${stream}@2`));
  await following.stop();
  await log.close();
});

describe('an append with patience', () => {
  let log: EventLog;
  beforeEach(() => {
    log = it.open(20_000);
  });
  afterEach(() => log.close());

  test('goes through an outage that is shorter than its patience, once', async () => {
    const stream = await fill(log, 1);
    await it.store.kill();
    const appended = log.append(stream, 0, [numbered(1)]);
    await it.store.restart();
    expect(await appended).toMatchObject({ revision: 1 });
    expect(await log.readStream(stream)).toHaveLength(2);
  });

  test('whose answer is lost is written once, however often it is tried', async () => {
    for (let n = 0; n < 5; n++) {
      const [stream, event] = [streamOf(), numbered(0)];
      await fill(log, 1);
      it.proxy.stall('answers');
      const appended = log.append(stream, noStream, [event]);
      await waitUntil(() => written(stream));
      it.proxy.cut();
      it.proxy.flow();
      expect(await appended).toMatchObject({ revision: 0 });
      expect(await log.append(stream, noStream, [event])).toEqual(await appended);
      expect(await log.readStream(stream)).toHaveLength(1);
    }
  });

  test('of many, all at once, survives a cut with all of them', async () => {
    const streams = Array.from({ length: 300 }, () => streamOf());
    const all = Promise.all(streams.map((stream) => log.append(stream, noStream, [numbered(0, 3000)])));
    const received = it.proxy.received();
    await waitUntil(() => it.proxy.received() > received + 500, { everyMs: 1 });
    it.proxy.cut();
    await all;
    for (const stream of streams) expect(await log.readStream(stream)).toHaveLength(1);
  });
});

test('a process with very many appends in flight outlives the store, and gets them all done', async () => {
  const storm = await startProcess(join(import.meta.dirname, 'append-storm.ts'), [it.store.url]);
  const ended = once(storm.child, 'exit');
  await it.store.kill();
  await it.store.restart();
  expect(await ended).toEqual([0, null]);
  const following = follow(it.log, { batchSize: 500 });
  await following.live();
  await following.stop();
  expect(following.seen()).toHaveLength(1500);
});

/** Whether the store has the stream, as seen past the wire. */
async function written(stream: string): Promise<boolean> {
  let found = false;
  try {
    for await (const _ of it.raw.readStream(stream, { maxCount: 1 })) found = true;
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  return found;
}
