import {
  BACKWARDS,
  END,
  jsonEvent,
  NO_STREAM,
  STREAM_EXISTS,
  type StreamMetadata,
} from '@eventstore/db-client';
import { afterAll, expect, test } from '@jest/globals';
import {
  collect,
  connectToEndpoint,
  existing,
  fresh,
  positionNow,
  revisionsOf,
  testEvent,
  testEvents,
} from './endpoint.ts';
import { record } from './record.ts';

const client = connectToEndpoint();
afterAll(() => client.dispose());

test('is read back, its last version only', async () => {
  const stream = await existing(client);
  await client.setStreamMetadata(stream, { maxCount: 5 });
  await client.setStreamMetadata(stream, { maxCount: 2, owner: 'me' });
  const { metadata } = await client.getStreamMetadata(stream);
  expect(metadata).toEqual({ maxCount: 2, owner: 'me' });
  expect(await revisionsOf(client, `$$${stream}`)).toEqual([1]);
});

test('is read back whole: limits, access control and whatever else', async () => {
  const stream = fresh('described');
  const metadata: StreamMetadata<{ owner: string; depth: { n: number } }> = {
    maxAge: 3_600,
    maxCount: 100,
    truncateBefore: 2,
    cacheControl: 30,
    acl: {
      readRoles: ['ops', 'admins'],
      writeRoles: ['ops'],
      deleteRoles: ['$admins'],
      metaReadRoles: ['$all'],
      metaWriteRoles: ['$admins'],
    },
    owner: 'me',
    depth: { n: 1 },
  };
  await client.setStreamMetadata(stream, metadata);
  expect(await client.getStreamMetadata(stream)).toMatchObject({ streamName: stream, metadata });
});

test('there is none until it is set', async () => {
  const stream = await existing(client);
  expect(await client.getStreamMetadata(stream)).toEqual({ streamName: stream });
});

test('takes an expected revision of its own', async () => {
  const stream = await existing(client);
  await client.setStreamMetadata(stream, { maxCount: 5 }, { expectedRevision: NO_STREAM });
  const refused = client.setStreamMetadata(stream, { maxCount: 6 }, { expectedRevision: NO_STREAM });
  await expect(refused).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 0n });
  await client.setStreamMetadata(stream, { maxCount: 7 }, { expectedRevision: 0n });
  expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 7 });
});

test('is an event of type $metadata on $all', async () => {
  const fromPosition = await positionNow(client);
  const stream = await existing(client);
  await client.setStreamMetadata(stream, { maxCount: 5 });
  const all = await collect(client.readAll({ fromPosition }));
  const [written] = all.filter(({ event }) => event?.streamId === `$$${stream}`);
  expect(written?.event).toMatchObject({ type: '$metadata', data: { $maxCount: 5 }, isJson: true });
});

test('alone makes a stream exist for appends, not for reads', async () => {
  const stream = fresh('described');
  await client.setStreamMetadata(stream, { owner: 'me' });
  await expect(revisionsOf(client, stream)).rejects.toMatchObject({ type: 'stream-not-found' });
  await client.appendToStream(stream, testEvent(1), { expectedRevision: STREAM_EXISTS });
  expect(await revisionsOf(client, stream)).toEqual([0]);
});

test('$maxCount and $tb hide events from the stream, not from $all', async () => {
  const fromPosition = await positionNow(client);
  const stream = await existing(client, 10);
  await client.setStreamMetadata(stream, { maxCount: 4 });
  expect(await revisionsOf(client, stream)).toEqual([6, 7, 8, 9]);
  await client.appendToStream(stream, testEvents(1));
  expect(await revisionsOf(client, stream)).toEqual([7, 8, 9, 10]);
  await client.setStreamMetadata(stream, { maxCount: 4, truncateBefore: 9 });
  expect(await revisionsOf(client, stream)).toEqual([9, 10]);
  const backwards = client.readStream(stream, { direction: BACKWARDS, fromRevision: END });
  expect((await collect(backwards)).map(({ event }) => event?.revision)).toEqual([10n, 9n]);
  const all = await collect(client.readAll({ fromPosition }));
  expect(all.filter(({ event }) => event?.streamId === stream)).toHaveLength(11);
});

test('$maxCount can be taken back', async () => {
  const stream = await existing(client, 5);
  await client.setStreamMetadata(stream, { maxCount: 1 });
  expect(await revisionsOf(client, stream)).toEqual([4]);
  await client.setStreamMetadata(stream, {});
  expect(await revisionsOf(client, stream)).toEqual([0, 1, 2, 3, 4]);
});

test('$maxAge hides what is older', async () => {
  const stream = await existing(client);
  await client.setStreamMetadata(stream, { maxAge: 1 });
  const deadline = Date.now() + 10_000;
  let revisions = await revisionsOf(client, stream);
  while (revisions.length > 0 && Date.now() < deadline) revisions = await revisionsOf(client, stream);
  expect(revisions).toEqual([]);
  const subscription = client.subscribeToStream(stream);
  const log = record(subscription);
  await log.until(() => log.seen.includes('caughtUp'));
  expect(log.seen).toEqual(['confirmation', 'caughtUp']);
  await subscription.unsubscribe();
  await client.setStreamMetadata(stream, { maxAge: 3_600 });
  expect(await revisionsOf(client, stream)).toEqual([0, 1, 2]);
});

test.each<Record<string, unknown>>([
  { $maxCount: 0 },
  { $maxCount: -1 },
  { $maxAge: 0 },
  { $maxAge: -5 },
  { $tb: -1 },
  { $maxCount: 1.5 },
  { $maxCount: '1' },
  { $maxCount: 1, $tb: '1' },
  { $maxCount: 1, $acl: 5 },
  { $maxCount: 1, $maxAge: 1e300 },
])('%j hides nothing', async (metadata) => {
  const stream = await existing(client);
  await client.appendToStream(`$$${stream}`, jsonEvent({ type: '$metadata', data: metadata }));
  expect(await revisionsOf(client, stream)).toEqual([0, 1, 2]);
  await client.appendToStream(stream, testEvent(3));
  expect(await revisionsOf(client, stream)).toEqual([0, 1, 2, 3]);
});
