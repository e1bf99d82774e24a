import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LogUnavailableError, noStream } from '../../../src/core/ports.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { fill, follow, namesOf, numbered, startLog, streamOf } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeEach(async () => {
  it = await startLog(patienceMs);
});
afterEach(() => it.stop());

const patienceMs = 3000;

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
  expect(performance.now() - startedAt).toBeLessThan(5000);
  await it.store.restart();
});
