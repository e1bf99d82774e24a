import {
  END,
  type EventStoreDBClient,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter,
  type Position,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectToEndpoint, fresh, linkTo, positionNow, testEvent, testEvents } from './endpoint.ts';
import { record } from './record.ts';

let client: EventStoreDBClient;
beforeAll(() => {
  client = connectToEndpoint();
});
afterAll(() => client.dispose());

const times = (count: number, stream: string) => Array.from({ length: count }, (_, n) => `${stream}/${n}`);
/** Notes what comes of these streams alone. */
const only =
  (...streams: string[]) =>
  (stream: string) =>
    streams.includes(stream);

test('from a position: confirms, sends what is behind it, tells that it caught up, goes on live', async () => {
  const [a, b] = [fresh('a'), fresh('b')];
  const { position } = await client.appendToStream(a, testEvents(1));
  await client.appendToStream(a, testEvents(2));
  if (!position) throw new Error('no position');
  const subscription = client.subscribeToAll({ fromPosition: position });
  const log = record(subscription, only(a, b));
  await log.until(() => log.seen.includes('caughtUp'));
  await client.appendToStream(b, testEvents(1));
  await log.until(() => log.seen.includes(`${b}/0`));
  expect(log.seen).toEqual(['confirmation', `${a}/1`, `${a}/2`, 'caughtUp', `${b}/0`]);
  await subscription.unsubscribe();
});

test('from the start: what was there first, and everything after it', async () => {
  const stream = fresh('all');
  await client.appendToStream(stream, testEvents(2));
  const subscription = client.subscribeToAll({
    fromPosition: START,
    filter: streamNameFilter({ prefixes: [stream] }),
  });
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  expect(log.seen).toEqual(['confirmation', ...times(2, stream), 'caughtUp']);
  await subscription.unsubscribe();
});

test('from the end: only what comes', async () => {
  const stream = fresh('a');
  await client.appendToStream(stream, testEvents(2));
  const subscription = client.subscribeToAll({ fromPosition: END });
  const log = record(subscription, only(stream));
  await log.until(() => log.seen.includes('caughtUp'));
  await client.appendToStream(stream, testEvents(1));
  await log.until(() => log.seen.includes(`${stream}/2`));
  expect(log.seen).toEqual(['confirmation', 'caughtUp', `${stream}/2`]);
  await subscription.unsubscribe();
});

test('metadata and tombstones are on $all', async () => {
  const stream = fresh('a');
  const fromPosition = await positionNow(client);
  await client.appendToStream(stream, testEvents(1));
  await client.setStreamMetadata(stream, { maxCount: 3 });
  await client.tombstoneStream(stream);
  const subscription = client.subscribeToAll({ fromPosition });
  const log = record(subscription, only(stream, `$$${stream}`));
  await log.until(() => log.seen.includes('caughtUp'));
  expect(log.events()).toEqual([`${stream}/0`, `$$${stream}/0`, `${stream}/9223372036854775807`]);
  await subscription.unsubscribe();
});

test('links are resolved when asked', async () => {
  const [target, links] = [fresh('target'), fresh('links')];
  await client.appendToStream(target, testEvents(1));
  const fromPosition = await positionNow(client);
  await client.appendToStream(links, linkTo(`0@${target}`));
  const subscription = client.subscribeToAll({ fromPosition, resolveLinkTos: true });
  const log = record(subscription, only(target, links));
  await log.until(() => log.seen.includes('caughtUp'));
  expect(log.events()).toEqual([`${target}/0`]);
  await subscription.unsubscribe();
});

describe('filters, both behind and live', () => {
  const run = fresh('run').slice(-12);
  const [one, two, three] = [`a-1-${run}`, `b-2-${run}`, `c-1-${run}`] as const;
  const [first, second] = [`One-${run}`, `Two-${run}`];
  const append = async (): Promise<void> => {
    await client.appendToStream(one, testEvent(1, first));
    await client.appendToStream(two, testEvent(1, second));
    await client.appendToStream(three, testEvent(1, first));
    await client.setStreamMetadata(one, { truncateBefore: 0 });
  };

  test.each<[string, () => Filter, string[]]>([
    ['stream name prefixes', () => streamNameFilter({ prefixes: [one, three] }), [one, three]],
    ['a stream name pattern, not anchored', () => streamNameFilter({ regex: `-2-${run}` }), [two]],
    ['event type prefixes', () => eventTypeFilter({ prefixes: [first] }), [one, three]],
    ['an event type pattern', () => eventTypeFilter({ regex: `^T.o-${run}$` }), [two]],
    ['everything but system events', () => excludeSystemEvents(), [one, two, three]],
  ])('by %s', async (_, filter, streams) => {
    const fromPosition = await positionNow(client);
    await append();
    const subscription = client.subscribeToAll({ fromPosition, filter: filter() });
    const log = record(subscription, only(one, two, three, `$$${one}`));
    await log.until(() => log.seen.includes('caughtUp'));
    const named = () => log.events().map((event) => event.replace(/\/\d+$/, ''));
    expect(named()).toEqual(streams);
    await append();
    await log.until(() => log.events().length >= 2 * streams.length);
    expect(named()).toEqual([...streams, ...streams]);
    await subscription.unsubscribe();
  });

  test('an invalid pattern is refused', async () => {
    const log = record(client.subscribeToAll({ filter: streamNameFilter({ regex: '(' }) }));
    await log.until(() => log.seen.some((what) => what.startsWith('error')));
    expect(log.seen).toEqual(['error unknown']);
  });
});

test('checkpoints come while it searches and when it has caught up; resuming from one misses nothing', async () => {
  const [other, wanted] = [fresh('other'), fresh('wanted')];
  const checkpoints: Position[] = [];
  const fromPosition = await positionNow(client);
  await client.appendToStream(other, testEvents(45));
  const { position } = await client.appendToStream(wanted, testEvents(3));
  const subscription = client.subscribeToAll({
    fromPosition,
    filter: streamNameFilter({
      prefixes: [wanted],
      maxSearchWindow: 10,
      checkpointInterval: 2,
      checkpointReached: async (_, reached) => void checkpoints.push(reached),
    }),
  });
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  const commits = checkpoints.map(({ commit }) => commit);
  expect(commits.length).toBeGreaterThanOrEqual(2);
  expect(commits).toEqual([...commits].sort((a, b) => (a < b ? -1 : 1)));
  expect(commits[0]).toBeGreaterThan(fromPosition.commit);
  expect(commits[0]).toBeLessThan(position?.commit ?? 0n);
  expect(commits.at(-1)).toBeGreaterThanOrEqual(position?.commit ?? 0n);

  await client.appendToStream(other, testEvents(20));
  await client.appendToStream(wanted, testEvents(1));
  await log.until(() => log.seen.includes(`${wanted}/3`));
  await subscription.unsubscribe();

  for (const resumeFrom of checkpoints.slice(0, commits.length)) {
    const resumed = client.subscribeToAll({
      fromPosition: resumeFrom,
      filter: streamNameFilter({ prefixes: [wanted] }),
    });
    const again = record(resumed);
    await again.until(() => again.seen.includes('caughtUp'));
    const seenAll = resumeFrom.commit >= (position?.commit ?? 0n);
    expect(again.events()).toEqual(seenAll ? [`${wanted}/3`] : times(4, wanted));
    await resumed.unsubscribe();
  }
});

test('a subscriber that is slow gets everything once, in order, while others append', async () => {
  const stream = fresh('a');
  const subscription = client.subscribeToAll({ fromPosition: END });
  const log = record(subscription, only(stream));
  await log.until(() => log.seen.includes('caughtUp'));
  subscription.pause();
  for (let n = 0; n < 30; n += 1) await client.appendToStream(stream, testEvents(50));
  subscription.resume();
  await log.until(() => log.events().length >= 1_500);
  expect(log.events()).toEqual(times(1_500, stream));
  await subscription.unsubscribe();
});

test('what is appended while it catches up is neither lost nor repeated', async () => {
  const stream = fresh('a');
  const fromPosition = await positionNow(client);
  await client.appendToStream(stream, testEvents(2_000));
  const subscription = client.subscribeToAll({ fromPosition });
  const log = record(subscription, only(stream));
  await Promise.all(Array.from({ length: 200 }, () => client.appendToStream(stream, testEvents(5))));
  await log.until(() => log.events().length >= 3_000);
  expect(log.events()).toEqual(times(3_000, stream));
  await subscription.unsubscribe();
});

test('fifty subscribers wait on one server', async () => {
  const stream = fresh('a');
  // Filtered, because other files append tens of thousands of events meanwhile.
  const filter = streamNameFilter({ prefixes: [stream] });
  const subscriptions = Array.from({ length: 50 }, () =>
    client.subscribeToAll({ fromPosition: END, filter }),
  );
  const logs = subscriptions.map((subscription) => record(subscription, only(stream)));
  await Promise.all(logs.map((log) => log.until(() => log.seen.includes('caughtUp'))));
  await client.appendToStream(stream, testEvents(1));
  await Promise.all(logs.map((log) => log.until(() => log.seen.includes(`${stream}/0`))));
  await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
});
