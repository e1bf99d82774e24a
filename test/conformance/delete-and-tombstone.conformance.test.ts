import { ANY, NO_STREAM, STREAM_EXISTS, WrongExpectedVersionError } from '@eventstore/db-client';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  collect,
  connectToEndpoint,
  credentials,
  existing,
  fresh,
  positionNow,
  revisionsOf,
  testEvent,
  testEvents,
} from './endpoint.ts';

const client = connectToEndpoint();
afterAll(() => client.dispose());

describe('a soft-deleted stream', () => {
  test('is not found, but stays in $all', async () => {
    const fromPosition = await positionNow(client);
    const stream = await existing(client);
    const { position } = await client.deleteStream(stream);
    expect(position?.commit).toBeGreaterThan(fromPosition.commit);
    await expect(revisionsOf(client, stream)).rejects.toMatchObject({
      type: 'stream-not-found',
      streamName: stream,
    });
    const all = await collect(client.readAll({ fromPosition }));
    expect(all.filter(({ event }) => event?.streamId === stream)).toHaveLength(3);
  });

  test.each([
    ['any', ANY],
    ['no stream', NO_STREAM],
    ['the last revision', 2n],
  ] as const)('goes on from its last revision when appended to with %s', async (_, expectedRevision) => {
    const stream = await existing(client);
    await client.setStreamMetadata(stream, { maxCount: 10, owner: 'me' });
    await client.deleteStream(stream);
    const again = await client.appendToStream(stream, testEvents(2), { expectedRevision });
    expect(again.nextExpectedRevision).toBe(4n);
    expect(await revisionsOf(client, stream)).toEqual([3, 4]);
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3 });
  });

  test('does not take, with no stream, events of which it had the first', async () => {
    const stream = fresh('known');
    const known = testEvent(1);
    await client.appendToStream(stream, [known, testEvent(2)]);
    await client.deleteStream(stream);
    const expectedRevision = NO_STREAM;
    const append = client.appendToStream(stream, [known, testEvent(3)], { expectedRevision });
    await expect(append).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(revisionsOf(client, stream)).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  test('does not take stream exists', async () => {
    const stream = await existing(client);
    await client.deleteStream(stream);
    const append = client.appendToStream(stream, testEvent(1), { expectedRevision: STREAM_EXISTS });
    await expect(append).rejects.toMatchObject({ type: 'stream-deleted', streamName: stream });
  });

  test('can be tombstoned', async () => {
    const stream = await existing(client);
    await client.deleteStream(stream);
    await client.tombstoneStream(stream);
    await expect(revisionsOf(client, stream)).rejects.toMatchObject({ type: 'stream-deleted' });
  });
});

describe.each(['deleteStream', 'tombstoneStream'] as const)('%s', (remove) => {
  test.each([
    ['any', ANY],
    ['the last revision', 2n],
  ] as const)('takes %s', async (_, expectedRevision) => {
    const stream = await existing(client);
    await expect(client[remove](stream, { expectedRevision })).resolves.toMatchObject({
      position: { commit: expect.any(BigInt), prepare: expect.any(BigInt) },
    });
    const gone = remove === 'deleteStream' ? 'stream-not-found' : 'stream-deleted';
    await expect(revisionsOf(client, stream)).rejects.toMatchObject({ type: gone });
  });

  test.each([
    ['an older revision', 1n, 1n],
    ['a newer revision', 7n, 7n],
    ['no stream', NO_STREAM, -1n],
  ] as const)('refuses %s', async (_, expectedRevision, told) => {
    const stream = await existing(client);
    const refused = client[remove](stream, { expectedRevision });
    await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(refused).rejects.toMatchObject({
      streamName: stream,
      expectedVersion: told,
      actualVersion: 2n,
    });
    expect(await revisionsOf(client, stream)).toEqual([0, 1, 2]);
  });

  test('refuses an exact revision where there is no stream', async () => {
    await expect(client[remove](fresh('nothing'), { expectedRevision: 4n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 4n,
      actualVersion: -1n,
    });
  });
});

test('deleting a stream with neither events nor metadata is refused', async () => {
  const refused = client.deleteStream(fresh('nothing'));
  await expect(refused).rejects.toMatchObject({ type: 'wrong-expected-version' });
});

describe('a tombstoned stream', () => {
  test('can never be read, written, deleted or described again', async () => {
    const stream = await existing(client);
    await client.tombstoneStream(stream);
    const gone = { type: 'stream-deleted', streamName: stream };
    await expect(revisionsOf(client, stream)).rejects.toMatchObject(gone);
    await expect(client.appendToStream(stream, testEvent(1))).rejects.toMatchObject(gone);
    await expect(client.appendToStream(stream, testEvent(1), { credentials })).rejects.toMatchObject(gone);
    await expect(client.deleteStream(stream)).rejects.toMatchObject(gone);
    await expect(client.tombstoneStream(stream)).rejects.toMatchObject(gone);
    await expect(client.setStreamMetadata(stream, { maxCount: 1 })).rejects.toMatchObject({
      type: 'stream-deleted',
    });
  });

  test('ends with $streamDeleted at the last possible revision in $all', async () => {
    const fromPosition = await positionNow(client);
    const stream = await existing(client);
    await client.tombstoneStream(stream);
    const all = await collect(client.readAll({ fromPosition }));
    const last = all.filter(({ event }) => event?.streamId === stream).at(-1);
    expect(last?.event).toMatchObject({ type: '$streamDeleted', revision: 9223372036854775807n });
  });

  test('need not have existed', async () => {
    const stream = fresh('never');
    await client.tombstoneStream(stream, { expectedRevision: NO_STREAM });
    await expect(client.appendToStream(stream, testEvent(1))).rejects.toMatchObject({
      type: 'stream-deleted',
    });
  });
});
