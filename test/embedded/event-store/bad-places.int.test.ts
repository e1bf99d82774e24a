import { binaryEvent } from '@eventstore/db-client';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nameOf } from './raw-client.ts';
import { collect, withEventStore } from './with-event-store.ts';

/** Streams and revisions that cannot be. */
let store: Awaited<ReturnType<typeof withEventStore>>;
beforeAll(async () => {
  store = await withEventStore();
});
afterAll(() => store.stop());

const readRequest = (stream: string, revision: string) =>
  new streams.ReadReq().setOptions(
    new streams.ReadReq.Options()
      .setStream(
        new streams.ReadReq.Options.StreamOptions().setStreamIdentifier(nameOf(stream)).setRevision(revision),
      )
      .setCount('1'),
  );

test('reading, following and deleting the metadata stream of no stream', async () => {
  const invalid = { message: expect.stringMatching(/^3 INVALID_ARGUMENT: .*whose metadata/) };
  await expect(collect(store.client.readStream('$$'))).rejects.toMatchObject(invalid);
  await expect(store.client.deleteStream('$$')).rejects.toMatchObject(invalid);
  const subscription = store.client.subscribeToStream('$$');
  expect(await new Promise((resolve) => subscription.once('error', resolve))).toMatchObject(invalid);
});

test('a link to the metadata stream of no stream has no target', async () => {
  const link = binaryEvent({ type: '$>', data: Buffer.from('0@$$') });
  await store.client.appendToStream('links', [link]);
  const read = collect(store.client.readStream('links', { resolveLinkTos: true }));
  expect(await read).toEqual([expect.not.objectContaining({ event: expect.anything() })]);
});

test('a read from a negative revision', async () => {
  const read = collect(store.raw.read(readRequest('a', '18446744073709551614')));
  await expect(read).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('deleting at a negative revision', async () => {
  const options = new streams.DeleteReq.Options()
    .setStreamIdentifier(nameOf('a'))
    .setRevision('18446744073709551614');
  const answer = await new Promise((resolve) =>
    store.raw.delete(new streams.DeleteReq().setOptions(options), (error, response) =>
      resolve(error ?? response),
    ),
  );
  expect(answer).toMatchObject({ code: status.INVALID_ARGUMENT });
});
