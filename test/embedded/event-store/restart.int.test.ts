import { once } from 'node:events';
import { type Position, START, STREAM_EXISTS, streamNameFilter } from '@eventstore/db-client';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../support/wait-until.ts';
import { batchAppend, nameOf, part, uuid } from './raw-client.ts';
import { collect, testEvent, testEvents, withEventStore } from './with-event-store.ts';

/** What the conformance suite cannot ask of a server that it does not own. */
let store: Awaited<ReturnType<typeof withEventStore>>;
beforeAll(async () => {
  store = await withEventStore();
});
afterAll(() => store.stop());

const positions = async () =>
  (await collect(store.client.readAll())).map(({ event }) => Number(event?.position?.commit));

describe('after a restart', () => {
  test('what was written is there, and positions go on', async () => {
    await store.client.appendToStream('kept', testEvents(300));
    const before = await positions();
    await store.restart();
    expect(await positions()).toEqual(before);
    const next = await store.client.appendToStream('kept', testEvents(1));
    expect(next).toMatchObject({ nextExpectedRevision: 300n });
    expect(Number(next.position?.commit)).toBe((before.at(-1) ?? 0) + 1);
  });

  test('deleted streams stay deleted', async () => {
    await store.client.appendToStream('deleted', testEvents(3));
    await store.client.deleteStream('deleted');
    await store.client.appendToStream('tombstoned', testEvents(3));
    await store.client.tombstoneStream('tombstoned');
    await store.restart();
    const read = (stream: string) => collect(store.client.readStream(stream));
    await expect(read('deleted')).rejects.toMatchObject({ type: 'stream-not-found' });
    await expect(read('tombstoned')).rejects.toMatchObject({ type: 'stream-deleted' });
    const exists = { expectedRevision: STREAM_EXISTS } as const;
    const append = store.client.appendToStream('deleted', testEvent(1), exists);
    await expect(append).rejects.toMatchObject({ type: 'stream-deleted' });
  });

  test('a repeated append is known, and answered with where it is', async () => {
    const events = testEvents(2);
    const first = await store.client.appendToStream('again', events);
    await store.restart();
    expect(await store.client.appendToStream('again', events)).toEqual(first);
  });
});

test('a new database begins with what the system writes', async () => {
  const [first] = await collect(store.client.readAll({ maxCount: 1 }));
  expect(first?.event).toMatchObject({
    streamId: '$$$scavenges',
    type: '$metadata',
    position: { commit: 1n },
    data: { $maxAge: 2_592_000 },
  });
});

test('checkpoints come every window times interval of the events looked at, and when caught up', async () => {
  const checkpoints: number[] = [];
  const { position } = await store.client.appendToStream('here', testEvents(1));
  const start = Number(position?.commit);
  await store.client.appendToStream('other', testEvents(45));
  await store.client.appendToStream('wanted', testEvents(3));
  const subscription = store.client.subscribeToAll({
    fromPosition: position ?? START,
    filter: streamNameFilter({
      prefixes: ['wanted'],
      maxSearchWindow: 10,
      checkpointInterval: 2,
      checkpointReached: async (_: unknown, reached: Position) => {
        checkpoints.push(Number(reached.commit) - start);
      },
    }),
  });
  const wanted: bigint[] = [];
  subscription.on('data', ({ event }) => event && wanted.push(event.revision));
  await new Promise((resolve) => subscription.once('caughtUp', resolve));
  expect(checkpoints).toEqual([20, 40, 48]);
  await store.client.appendToStream('other', testEvents(20));
  await store.client.appendToStream('wanted', testEvents(1));
  await waitUntil(() => wanted.length === 4);
  expect(checkpoints).toEqual([20, 40, 48, 68]);
  await subscription.unsubscribe();
});

test('when the node stops, a subscription and an open Append are unavailable, a BatchAppend is cancelled', async () => {
  const subscription = store.client.subscribeToAll().on('data', () => undefined);
  await new Promise((resolve) => subscription.once('caughtUp', resolve));
  const ended = new Promise<Error>((resolve) => subscription.once('error', resolve));
  const { raw } = store;
  const batch = raw.batchAppend();
  batch.write(part(uuid(), 'open', true));
  await once(batch, 'data');
  const batchEnded = once(batch, 'error');
  const appendEnded = new Promise((resolve) => {
    const call = raw.append(resolve);
    call.write(
      new streams.AppendReq().setOptions(new streams.AppendReq.Options().setStreamIdentifier(nameOf('open'))),
    );
  });
  // Behind it on the same connection, so that the node has the other one too.
  await batchAppend(raw, part(uuid(), 'open', true));
  await store.node.stop();
  expect(await ended).toMatchObject({ type: 'unavailable' });
  expect(await batchEnded).toMatchObject([{ code: status.CANCELLED }]);
  expect(await appendEnded).toMatchObject({ code: status.UNAVAILABLE });
});
