import { StreamNotFoundError } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type EventLog, LogUnavailableError, noStream } from '../../../src/core/ports.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { fill, follow, namesOf, numbered, startLog, streamOf } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeEach(async () => {
  it = await startLog(patienceMs);
});
afterEach(() => it.stop());

const patienceMs = 3000;
/** What a loaded machine may add. */
const leewayMs = 2000;

/** Writes one event after the other to a stream until told to stop, whatever happens; answers how many. */
function keepWriting(stream: string) {
  let stopped = false;
  const run = async () => {
    let revision = noStream;
    while (!stopped) {
      const event = numbered(revision + 1);
      // A refused append may still have happened: only the same event again can tell.
      const written = await waitUntil(() =>
        it.log.append(stream, revision, [event]).catch((error: unknown) => {
          if (!(error instanceof LogUnavailableError)) throw error;
          return undefined;
        }),
      );
      revision = written.revision;
    }
    return revision + 1;
  };
  const ended = run();
  return {
    stop() {
      stopped = true;
      return ended;
    },
  };
}

describe('a subscription misses nothing and repeats nothing', () => {
  test('when its connection is cut, again and again', async () => {
    const stream = streamOf();
    const following = follow(it.log, { batchSize: 5 });
    await following.live();
    const writing = keepWriting(stream);
    for (let cuts = 0; cuts < 8; cuts++) {
      const seen = following.seen().length;
      await waitUntil(() => following.seen().length > seen + 5);
      it.proxy.cut();
    }
    const count = await writing.stop();
    await waitUntil(() => following.seen().length >= count);
    await following.stop();
    expect(following.seen()).toEqual(namesOf(stream, count));
    expect(it.lost.length).toBeGreaterThanOrEqual(4);
    expect(it.proxy.connections()).toBeLessThanOrEqual(2);
  });

  test('when it is cut in the middle of a long catch-up', async () => {
    const stream = await fill(it.log, 1500, 2000);
    const following = follow(it.log, { batchSize: 20 });
    for (const mark of [100, 500, 900]) {
      await waitUntil(() => following.seen().length > mark, { everyMs: 1 });
      it.proxy.cut();
    }
    await waitUntil(() => following.seen().length >= 1500);
    await following.stop();
    expect(following.seen()).toEqual(namesOf(stream, 1500));
  });

  test('when the store is killed and started again', async () => {
    const stream = streamOf();
    const following = follow(it.log);
    const writing = keepWriting(stream);
    for (let kills = 0; kills < 3; kills++) {
      const seen = following.seen().length;
      await waitUntil(() => following.seen().length > seen + 10);
      await it.store.kill();
      await it.store.restart();
    }
    const count = await writing.stop();
    await waitUntil(() => following.seen().length >= count);
    await following.stop();
    expect(following.seen()).toEqual(namesOf(stream, count));
  });

  test('when nothing comes through for a while', async () => {
    const stream = await fill(it.log, 5);
    const following = follow(it.log);
    await following.live();
    it.proxy.stall();
    const late = await it.log.append(stream, 4, [numbered(5)]).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(LogUnavailableError);
    it.proxy.flow();
    await it.log.ping();
    await fill(it.log, 1);
    const count = (await it.log.readStream(stream)).length;
    await waitUntil(() => following.seen().length === count + 1);
    await following.stop();
    expect(following.seen().slice(0, count)).toEqual(namesOf(stream, count));
  });
});

test('a subscription ends promptly while the store is gone', async () => {
  const following = follow(it.log);
  await following.live();
  await it.store.kill();
  await waitUntil(() => it.lost.length >= 4);
  const startedAt = performance.now();
  await following.stop();
  expect(performance.now() - startedAt).toBeLessThan(500);
  await it.store.restart();
});

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
