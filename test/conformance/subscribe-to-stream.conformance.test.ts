import { END, START } from '@eventstore/db-client';
import { afterAll, expect, test } from '@jest/globals';
import { connectToEndpoint, existing, fresh, linkTo, testEvents } from './endpoint.ts';
import { record } from './record.ts';

const client = connectToEndpoint();
afterAll(() => client.dispose());

test('that does not exist yet', async () => {
  const stream = fresh('later');
  const subscription = client.subscribeToStream(stream);
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  await existing(client);
  await client.appendToStream(stream, testEvents(2));
  await log.until(() => log.seen.includes(`${stream}/1`));
  expect(log.seen).toEqual(['confirmation', 'caughtUp', `${stream}/0`, `${stream}/1`]);
  await subscription.unsubscribe();
});

test.each([
  ['the start', START, [0, 1, 2, 'caughtUp', 3]],
  ['a revision, which is not sent again', 1n, [2, 'caughtUp', 3]],
  ['its last revision', 2n, ['caughtUp', 3]],
  ['the end', END, ['caughtUp', 3]],
] as const)('from %s', async (_, fromRevision, expected) => {
  const stream = await existing(client);
  const subscription = client.subscribeToStream(stream, { fromRevision });
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  await client.appendToStream(stream, testEvents(1));
  await log.until(() => log.seen.includes(`${stream}/3`));
  const named = expected.map((what) => (typeof what === 'number' ? `${stream}/${what}` : what));
  expect(log.seen).toEqual(['confirmation', ...named]);
  await subscription.unsubscribe();
});

test('all of whose events are hidden waits for the next', async () => {
  const stream = await existing(client);
  await client.setStreamMetadata(stream, { truncateBefore: 3 });
  const subscription = client.subscribeToStream(stream);
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  await client.appendToStream(stream, testEvents(1));
  await log.until(() => log.seen.includes(`${stream}/3`));
  expect(log.events()).toEqual([`${stream}/3`]);
  await subscription.unsubscribe();
});

test('of metadata, as it changes', async () => {
  const stream = await existing(client);
  const subscription = client.subscribeToStream(`$$${stream}`);
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  await client.setStreamMetadata(stream, { maxCount: 7 });
  await client.deleteStream(stream);
  await log.until(() => log.seen.includes(`$$${stream}/1`));
  expect(log.events()).toEqual([`$$${stream}/0`, `$$${stream}/1`]);
  await subscription.unsubscribe();
});

test('that is tombstoned ends with stream-deleted', async () => {
  const stream = await existing(client);
  const log = record(client.subscribeToStream(stream));
  await log.until(() => log.seen.includes('caughtUp'));
  await client.tombstoneStream(stream);
  await log.until(() => log.seen.includes('error stream-deleted'));
});

test('links are resolved when asked', async () => {
  const [target, links] = [await existing(client, 1), fresh('links')];
  await client.appendToStream(links, linkTo(`0@${target}`));
  const subscription = client.subscribeToStream(links, { resolveLinkTos: true });
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  expect(log.events()).toEqual([`${target}/0`]);
  await subscription.unsubscribe();
});

test('after unsubscribing nothing more comes', async () => {
  const stream = await existing(client);
  const subscription = client.subscribeToStream(stream, { fromRevision: END });
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  await subscription.unsubscribe();
  await client.appendToStream(stream, testEvents(1));
  const next = record(client.subscribeToStream(stream));
  await next.until(() => next.seen.includes(`${stream}/3`));
  expect(log.seen).toEqual(['confirmation', 'caughtUp']);
});
