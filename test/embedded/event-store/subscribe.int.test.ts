import {
  type AllStreamSubscription,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter,
  type Position,
  START,
  type StreamSubscription,
  streamNameFilter,
} from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { testEvent, testEvents, withEventStore } from './with-event-store.ts';

let store: Awaited<ReturnType<typeof withEventStore>>;
beforeEach(async () => {
  store = await withEventStore();
});
afterEach(() => store.stop());

/** What a subscription emits, in order, and a way to wait until it has. */
function record(subscription: AllStreamSubscription | StreamSubscription) {
  const seen: string[] = [];
  let check = (): void => undefined;
  const add = (what: string): void => {
    seen.push(what);
    check();
  };
  subscription
    .on('confirmation', () => add('confirmation'))
    .on('caughtUp', () => add('caughtUp'))
    .on('error', (error) => add(`error ${'type' in error ? error.type : error.message}`))
    .on('data', ({ event }) => add(`${event?.streamId}/${event?.revision}`));
  return {
    seen,
    add,
    events: () => seen.filter((what) => /\/\d+$/.test(what)),
    until: (condition: () => boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`only saw ${seen.slice(-20).join(', ')}`)), 10_000);
        check = () => {
          if (!condition()) return;
          clearTimeout(late);
          resolve();
        };
        check();
      }),
  };
}

const times = (count: number, stream: string) => Array.from({ length: count }, (_, n) => `${stream}/${n}`);

describe('$all', () => {
  test('confirms, sends what is there, tells that it caught up, and goes on live', async () => {
    await store.client.appendToStream('a', testEvents(2));
    const log = record(store.client.subscribeToAll({ fromPosition: START }));
    await log.until(() => log.seen.includes('caughtUp'));
    await store.client.appendToStream('b', testEvents(1));
    await log.until(() => log.seen.includes('b/0'));
    expect(log.seen).toEqual(['confirmation', 'a/0', 'a/1', 'caughtUp', 'b/0']);
  });

  test('from the end sends only what comes', async () => {
    await store.client.appendToStream('a', testEvents(2));
    const log = record(store.client.subscribeToAll({ fromPosition: END }));
    await log.until(() => log.seen.includes('caughtUp'));
    await store.client.appendToStream('a', testEvents(1));
    await log.until(() => log.seen.includes('a/2'));
    expect(log.seen).toEqual(['confirmation', 'caughtUp', 'a/2']);
  });

  test('from a position begins behind it', async () => {
    const { position } = await store.client.appendToStream('a', testEvents(2));
    await store.client.appendToStream('b', testEvents(1));
    if (!position) throw new Error('no position');
    const log = record(store.client.subscribeToAll({ fromPosition: position }));
    await log.until(() => log.seen.includes('caughtUp'));
    expect(log.seen).toEqual(['confirmation', 'b/0', 'caughtUp']);
  });

  test.each<[string, Filter, string[]]>([
    ['stream name prefixes', streamNameFilter({ prefixes: ['a-', 'c-'] }), ['a-1/0', 'c-1/0']],
    ['a stream name pattern, not anchored', streamNameFilter({ regex: '-2' }), ['b-2/0']],
    ['event type prefixes', eventTypeFilter({ prefixes: ['On'] }), ['a-1/0', 'c-1/0']],
    ['an event type pattern', eventTypeFilter({ regex: '^T.o$' }), ['b-2/0']],
    ['everything but system events', excludeSystemEvents(), ['a-1/0', 'b-2/0', 'c-1/0']],
  ])('filters by %s, both behind and live', async (_, filter, expected) => {
    const append = async (): Promise<void> => {
      await store.client.appendToStream('a-1', testEvent(1, 'One'));
      await store.client.appendToStream('b-2', testEvent(1, 'Two'));
      await store.client.appendToStream('c-1', testEvent(1, 'One'));
      await store.client.setStreamMetadata('a-1', { truncateBefore: 0 });
    };
    await append();
    const log = record(store.client.subscribeToAll({ fromPosition: START, filter }));
    await log.until(() => log.seen.includes('caughtUp'));
    expect(log.events()).toEqual(expected);
    await append();
    const live = expected.map((event) => event.replace('/0', '/1'));
    await log.until(() => log.events().length >= 2 * expected.length);
    expect(log.events()).toEqual([...expected, ...live]);
  });

  test('checkpoints come every so many events looked at and when caught up; resuming misses nothing', async () => {
    const checkpoints: Position[] = [];
    const filter = streamNameFilter({
      prefixes: ['wanted'],
      maxSearchWindow: 10,
      checkpointInterval: 2,
      checkpointReached: async (_, position) => {
        checkpoints.push(position);
      },
    });
    await store.client.appendToStream('other', testEvents(45));
    await store.client.appendToStream('wanted', testEvents(3));
    const subscription = store.client.subscribeToAll({ fromPosition: START, filter });
    const log = record(subscription);
    await log.until(() => log.seen.includes('caughtUp'));
    expect(checkpoints.map(({ commit }) => Number(commit))).toEqual([20, 40, 48]);

    await store.client.appendToStream('other', testEvents(20));
    await store.client.appendToStream('wanted', testEvents(1));
    await log.until(() => log.seen.includes('wanted/3'));
    expect(checkpoints.map(({ commit }) => Number(commit))).toEqual([20, 40, 48, 68]);
    await subscription.unsubscribe();

    for (const fromPosition of checkpoints) {
      const resumed = record(
        store.client.subscribeToAll({ fromPosition, filter: streamNameFilter({ prefixes: ['wanted'] }) }),
      );
      await resumed.until(() => resumed.seen.includes('caughtUp'));
      const expected = fromPosition.commit < 45n ? [0, 1, 2, 3] : [3];
      expect(resumed.events()).toEqual(expected.map((n) => `wanted/${n}`));
    }
  });

  test('a subscriber that is slow gets everything once, in order, while others append', async () => {
    const subscription = store.client.subscribeToAll({ fromPosition: END });
    const log = record(subscription);
    await log.until(() => log.seen.includes('caughtUp'));
    subscription.pause();
    for (let n = 0; n < 30; n += 1) await store.client.appendToStream('a', testEvents(50));
    subscription.resume();
    await log.until(() => log.events().length >= 1_500);
    expect(log.events()).toEqual(times(1_500, 'a'));
  });

  test('what is appended while it catches up is neither lost nor repeated', async () => {
    await store.client.appendToStream('a', testEvents(2_000));
    const log = record(store.client.subscribeToAll({ fromPosition: START }));
    const appends = Promise.all(
      Array.from({ length: 200 }, () => store.client.appendToStream('a', testEvents(5))),
    );
    await appends;
    await log.until(() => log.events().length >= 3_000);
    expect(log.events()).toEqual(times(3_000, 'a'));
  });

  test('fifty subscribers wait on one node', async () => {
    const logs = Array.from({ length: 50 }, () => record(store.client.subscribeToAll({ fromPosition: END })));
    await Promise.all(logs.map((log) => log.until(() => log.seen.includes('caughtUp'))));
    await store.client.appendToStream('a', testEvents(1));
    await Promise.all(logs.map((log) => log.until(() => log.seen.includes('a/0'))));
  });

  test('an invalid pattern is refused', async () => {
    const log = record(store.client.subscribeToAll({ filter: streamNameFilter({ regex: '(' }) }));
    await log.until(() => log.seen.some((what) => what.startsWith('error')));
    expect(log.seen).toEqual(['error unknown']);
  });

  test('ends as unavailable when the node stops', async () => {
    const log = record(store.client.subscribeToAll());
    await log.until(() => log.seen.includes('caughtUp'));
    await store.node.stop();
    await log.until(() => log.seen.includes('error unavailable'));
  });
});

describe('a stream', () => {
  test('that does not exist yet', async () => {
    const log = record(store.client.subscribeToStream('later'));
    await log.until(() => log.seen.includes('caughtUp'));
    await store.client.appendToStream('other', testEvents(2));
    await store.client.appendToStream('later', testEvents(2));
    await log.until(() => log.seen.includes('later/1'));
    expect(log.seen).toEqual(['confirmation', 'caughtUp', 'later/0', 'later/1']);
  });

  test.each([
    ['the start', START, ['a/0', 'a/1', 'a/2', 'caughtUp', 'a/3']],
    ['a revision, which is not sent again', 1n, ['a/2', 'caughtUp', 'a/3']],
    ['the end', END, ['caughtUp', 'a/3']],
  ] as const)('from %s', async (_, fromRevision, expected) => {
    await store.client.appendToStream('a', testEvents(3));
    const log = record(store.client.subscribeToStream('a', { fromRevision }));
    await log.until(() => log.seen.includes('caughtUp'));
    await store.client.appendToStream('a', testEvents(1));
    await log.until(() => log.seen.includes('a/3'));
    expect(log.seen).toEqual(['confirmation', ...expected]);
  });

  test('all of whose events are hidden waits for the next', async () => {
    await store.client.appendToStream('a', testEvents(3));
    await store.client.setStreamMetadata('a', { truncateBefore: 3 });
    const log = record(store.client.subscribeToStream('a'));
    await log.until(() => log.seen.includes('caughtUp'));
    await store.client.appendToStream('a', testEvents(1));
    await log.until(() => log.seen.includes('a/3'));
    expect(log.events()).toEqual(['a/3']);
  });

  test('that is tombstoned ends with stream-deleted', async () => {
    await store.client.appendToStream('a', testEvents(1));
    const log = record(store.client.subscribeToStream('a'));
    await log.until(() => log.seen.includes('caughtUp'));
    await store.client.tombstoneStream('a');
    await log.until(() => log.seen.includes('error stream-deleted'));
  });
});
