import { binaryEvent } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../../support/wait-until.ts';
import { append, batchAppend, nameOf, part, proposed, uuid } from './raw-client.ts';
import { collect, testEvents, withEventStore } from './with-event-store.ts';

/** Appends that come in parts, and some of them never to an end. */
let store: Awaited<ReturnType<typeof withEventStore>>;
beforeAll(async () => {
  store = await withEventStore();
});
afterAll(() => store.stop());

test('hundreds of appends in parts at once succeed, and so do those beside them', async () => {
  const { client } = store;
  const small = Array.from({ length: 20 }, () => binaryEvent({ type: 'Small', data: new Uint8Array(8) }));
  const inParts = Array.from({ length: 300 }, (_, n) =>
    client.appendToStream(`parts-${n}`, small, { batchAppendSize: 1_000 }),
  );
  const whole = Array.from({ length: 10 }, (_, n) => client.appendToStream(`whole-${n}`, testEvents(1)));
  const results = await Promise.all([...inParts, ...whole]);
  expect(results.filter(({ success }) => success)).toHaveLength(310);
});

test('a call with more unfinished appends than can be remembered ends', async () => {
  const begun = Array.from({ length: 10_001 }, () => part(uuid(), 'begun', false));
  await expect(batchAppend(store.raw, ...begun)).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  const read = collect(store.client.readStream('begun'));
  await expect(read).rejects.toMatchObject({ type: 'stream-not-found' });
});

test('what is begun and unfinished is bounded for all calls together; who exceeds it is told, others go on', async () => {
  const heavy = () => {
    const event = proposed();
    return event.setCustomMetadata(new Uint8Array(15_000_000));
  };
  const hoarding = store.raw.batchAppend();
  hoarding.on('error', () => undefined).on('data', () => undefined);
  for (let n = 0; n < 4; n += 1) hoarding.write(part(uuid(), 'hoarded', false, [heavy()]));
  const [tooMuch, neighbour] = [uuid(), uuid()];
  const refused = async () =>
    (
      await batchAppend(
        store.raw,
        part(tooMuch, 'too-much', false, [heavy()]),
        part(neighbour, 'neighbour', true),
        part(tooMuch, undefined, true),
      )
    ).map((answer) => answer.getError());
  const refusal = { code: status.RESOURCE_EXHAUSTED, message: expect.stringContaining('unfinished') };
  await waitUntil(async () => (await refused()).some((error) => error));
  const told = (await refused()).map((error) => error?.toObject());
  expect(told).toHaveLength(2);
  expect(told.filter((error) => error)).toEqual([expect.objectContaining(refusal)]);
  const large = new streams.AppendReq().setProposedMessage(
    new streams.AppendReq.ProposedMessage().setId(uuid()).setCustomMetadata(new Uint8Array(15_000_000)),
  );
  const options = new streams.AppendReq().setOptions(
    new streams.AppendReq.Options().setStreamIdentifier(nameOf('too-much')).setAny(new shared.Empty()),
  );
  const type = large.getProposedMessage()?.getMetadataMap();
  type?.set('type', 'Tested').set('content-type', 'application/json');
  expect(await append(store.raw, options, large)).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    details: expect.stringContaining('unfinished'),
  });

  hoarding.cancel();
  await waitUntil(async () => (await refused()).every((error) => error === undefined));
});
