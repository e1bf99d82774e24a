import { randomUUID } from 'node:crypto';
import { ANY, NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { collect, testEvent, testEvents, withEventStore } from './with-event-store.ts';

let store: Awaited<ReturnType<typeof withEventStore>>;
beforeAll(async () => {
  store = await withEventStore();
});
afterAll(() => store.stop());

const existing = async (count = 3): Promise<string> => {
  const stream = `stream-${randomUUID()}`;
  await store.client.appendToStream(stream, testEvents(count));
  return stream;
};
const revisionsOf = async (stream: string) =>
  (await collect(store.client.readStream(stream))).map(({ event }) => Number(event?.revision));
const allOf = async (stream: string) =>
  (await collect(store.client.readAll())).filter(({ event }) => event?.streamId === stream);

describe('a soft-deleted stream', () => {
  test('is not found, but stays in $all', async () => {
    const stream = await existing();
    const { position } = await store.client.deleteStream(stream);
    expect(position).toBeDefined();
    await expect(revisionsOf(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(await allOf(stream)).toHaveLength(3);
  });

  test.each([
    ['any', ANY],
    ['no stream', NO_STREAM],
    ['the last revision', 2n],
  ] as const)('goes on from its last revision when appended to with %s', async (_, expectedRevision) => {
    const stream = await existing();
    await store.client.setStreamMetadata(stream, { maxCount: 10, owner: 'me' });
    await store.client.deleteStream(stream);
    const again = await store.client.appendToStream(stream, testEvents(2), { expectedRevision });
    expect(again.nextExpectedRevision).toBe(4n);
    expect(await revisionsOf(stream)).toEqual([3, 4]);
    expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3 });
  });

  test('does not take stream exists', async () => {
    const stream = await existing();
    await store.client.deleteStream(stream);
    const append = store.client.appendToStream(stream, testEvent(1), { expectedRevision: STREAM_EXISTS });
    await expect(append).rejects.toMatchObject({ type: 'stream-deleted', streamName: stream });
  });

  test('stays so over a restart', async () => {
    const stream = await existing();
    await store.client.deleteStream(stream);
    await store.restart();
    await expect(revisionsOf(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
  });
});

describe('deleting', () => {
  test('with a wrong revision is refused', async () => {
    const stream = await existing();
    for (const remove of ['deleteStream', 'tombstoneStream'] as const)
      await expect(store.client[remove](stream, { expectedRevision: 7n })).rejects.toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: 7n,
        actualVersion: 2n,
      });
    expect(await revisionsOf(stream)).toEqual([0, 1, 2]);
  });

  test('with the right revision works', async () => {
    await expect(
      store.client.deleteStream(await existing(), { expectedRevision: 2n }),
    ).resolves.toBeDefined();
    await expect(
      store.client.tombstoneStream(await existing(), { expectedRevision: 2n }),
    ).resolves.toBeDefined();
  });

  test('a stream with neither events nor metadata is refused', async () => {
    await expect(store.client.deleteStream('nothing')).rejects.toMatchObject({
      type: 'wrong-expected-version',
    });
  });
});

describe('a tombstoned stream', () => {
  test('can never be read, written, deleted or described again', async () => {
    const stream = await existing();
    await store.client.tombstoneStream(stream);
    await store.restart();
    const gone = { type: 'stream-deleted', streamName: stream };
    await expect(revisionsOf(stream)).rejects.toMatchObject(gone);
    await expect(store.client.appendToStream(stream, testEvent(1))).rejects.toMatchObject(gone);
    const credentials = { username: 'any', password: 'any' };
    await expect(store.client.appendToStream(stream, testEvent(1), { credentials })).rejects.toMatchObject(
      gone,
    );
    await expect(store.client.deleteStream(stream)).rejects.toMatchObject(gone);
    await expect(store.client.tombstoneStream(stream)).rejects.toMatchObject(gone);
    await expect(store.client.setStreamMetadata(stream, { maxCount: 1 })).rejects.toMatchObject({
      type: 'stream-deleted',
    });
  });

  test('ends with $streamDeleted at the last possible revision in $all', async () => {
    const stream = await existing();
    await store.client.tombstoneStream(stream);
    const last = (await allOf(stream)).at(-1);
    expect(last?.event).toMatchObject({ type: '$streamDeleted', revision: 9223372036854775807n });
  });

  test('need not have existed', async () => {
    const stream = `never-${randomUUID()}`;
    await store.client.tombstoneStream(stream);
    await expect(store.client.appendToStream(stream, testEvent(1))).rejects.toMatchObject({
      type: 'stream-deleted',
    });
  });
});

describe('metadata', () => {
  test('is read back, its last version only', async () => {
    const stream = await existing();
    await store.client.setStreamMetadata(stream, { maxCount: 5 });
    await store.client.setStreamMetadata(stream, { maxCount: 2, owner: 'me' });
    const { metadata } = await store.client.getStreamMetadata(stream);
    expect(metadata).toEqual({ maxCount: 2, owner: 'me' });
    expect(await revisionsOf(`$$${stream}`)).toEqual([1]);
  });

  test('alone makes a stream exist for appends, not for reads', async () => {
    const stream = `described-${randomUUID()}`;
    await store.client.setStreamMetadata(stream, { owner: 'me' });
    await expect(revisionsOf(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
    await store.client.appendToStream(stream, testEvent(1), { expectedRevision: STREAM_EXISTS });
    expect(await revisionsOf(stream)).toEqual([0]);
  });

  test('$maxCount and $tb hide events from the stream, not from $all', async () => {
    const stream = await existing(10);
    await store.client.setStreamMetadata(stream, { maxCount: 4 });
    expect(await revisionsOf(stream)).toEqual([6, 7, 8, 9]);
    await store.client.setStreamMetadata(stream, { maxCount: 4, truncateBefore: 8 });
    expect(await revisionsOf(stream)).toEqual([8, 9]);
    const backwards = store.client.readStream(stream, { direction: 'backwards', fromRevision: 'end' });
    expect((await collect(backwards)).map(({ event }) => event?.revision)).toEqual([9n, 8n]);
    expect(await allOf(stream)).toHaveLength(10);
  });

  test('$maxAge hides what is older', async () => {
    const stream = await existing();
    await store.client.setStreamMetadata(stream, { maxAge: 0 });
    const deadline = Date.now() + 5_000;
    let revisions = await revisionsOf(stream);
    while (revisions.length > 0 && Date.now() < deadline) revisions = await revisionsOf(stream);
    expect(revisions).toEqual([]);
    await store.client.setStreamMetadata(stream, { maxAge: 3_600 });
    expect(await revisionsOf(stream)).toEqual([0, 1, 2]);
  });
});
