import {
  EventStoreDBClient,
  persistentSubscriptionToStreamSettingsFromDefaults,
} from '@eventstore/db-client';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { batchAppend, part, proposed, uuid } from './raw-client.ts';
import { collect, testEvents, withEventStore } from './with-event-store.ts';

/** What other clients do that @eventstore/db-client does not. */
let store: Awaited<ReturnType<typeof withEventStore>>;
beforeAll(async () => {
  store = await withEventStore();
});
afterAll(() => store.stop());

describe('BatchAppend', () => {
  test('takes an append in several parts, interleaved with others, and answers each once', async () => {
    const [one, other] = [uuid(), uuid()];
    const answers = await batchAppend(
      store.raw,
      part(one, 'parts-1', false),
      part(other, 'parts-2', false),
      part(one, undefined, false),
      part(other, undefined, true),
      part(one, undefined, true),
    );
    const told = answers.map((answer) => [
      answer.getCorrelationId()?.getString(),
      answer.getSuccess()?.getCurrentRevision(),
    ]);
    expect(new Map(told as [string, string][])).toEqual(
      new Map([
        [one.getString(), '2'],
        [other.getString(), '1'],
      ]),
    );
    expect(told).toHaveLength(2);
  });

  test('an append that makes no sense is answered alone', async () => {
    const untyped = new streams.BatchAppendReq.ProposedMessage().setId(uuid());
    const answers = await batchAppend(
      store.raw,
      part(uuid(), 'sense', true),
      part(uuid(), 'sense', true, [untyped]),
      part(uuid(), '', true),
      part(uuid(), 'sense', true, [proposed(new shared.UUID().setString('not a uuid'))]),
      part(uuid(), 'sense', true),
    );
    const outcomes = answers.map((answer) => answer.getError()?.getCode() ?? 'ok').sort();
    expect(outcomes).toEqual([3, 3, 3, 'ok', 'ok']);
    expect(answers.every((answer) => answer.hasStreamIdentifier())).toBe(true);
  });

  test('an append of nothing changes nothing', async () => {
    const [answer] = await batchAppend(store.raw, part(uuid(), 'nothing', true, []));
    expect(answer?.getSuccess()?.hasNoStream()).toBe(true);
    expect(answer?.getSuccess()?.hasNoPosition()).toBe(true);
  });
});

test('ids can be sent and asked for as two numbers', async () => {
  const structured = new shared.UUID.Structured()
    .setMostSignificantBits('-1')
    .setLeastSignificantBits('81985529216486895');
  const correlationId = new shared.UUID().setStructured(structured);
  const id = new shared.UUID().setStructured(structured);
  const [answer] = await batchAppend(store.raw, part(correlationId, 'structured', true, [proposed(id)]));
  expect(answer?.getCorrelationId()?.toObject()).toEqual(correlationId.toObject());

  const [event] = await collect(store.client.readStream('structured'));
  expect(event?.event?.id).toBe('ffffffff-ffff-ffff-0123-456789abcdef');

  const request = new streams.ReadReq().setOptions(
    new streams.ReadReq.Options()
      .setStream(
        new streams.ReadReq.Options.StreamOptions()
          .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from('structured')))
          .setStart(new shared.Empty()),
      )
      .setCount('1')
      .setUuidOption(new streams.ReadReq.Options.UUIDOption().setStructured(new shared.Empty())),
  );
  const [response] = await collect<streams.ReadResp>(store.raw.read(request));
  expect(response?.getEvent()?.getEvent()?.getId()?.getStructured()?.toObject()).toEqual(
    structured.toObject(),
  );
});

test('a read of $all can be filtered', async () => {
  await store.client.appendToStream('filtered-1', testEvents(2));
  await store.client.appendToStream('filtered-2', testEvents(2));
  const expression = new streams.ReadReq.Options.FilterOptions.Expression().setRegex('^filtered-');
  const request = new streams.ReadReq().setOptions(
    new streams.ReadReq.Options()
      .setAll(new streams.ReadReq.Options.AllOptions().setStart(new shared.Empty()))
      .setCount('3')
      .setFilter(
        new streams.ReadReq.Options.FilterOptions()
          .setStreamIdentifier(expression)
          .setCount(new shared.Empty())
          .setCheckpointintervalmultiplier(1),
      ),
  );
  const responses = await collect<streams.ReadResp>(store.raw.read(request));
  const names = responses.map((response) =>
    Buffer.from(
      response.getEvent()?.getEvent()?.getStreamIdentifier()?.getStreamName_asU8() ?? [],
    ).toString(),
  );
  expect(names).toEqual(['filtered-1', 'filtered-1', 'filtered-2']);
});

test('it says which version it is', async () => {
  const client = new features.ServerFeaturesClient(
    `127.0.0.1:${store.node.port}`,
    credentials.createInsecure(),
  );
  const version = await new Promise((resolve) =>
    client.getSupportedMethods(new shared.Empty(), (_, methods) =>
      resolve(methods.getEventStoreServerVersion()),
    ),
  );
  client.close();
  expect(version).toBe('24.6.0-embedded');
});

test('it is found by discovery', async () => {
  const client = EventStoreDBClient.connectionString(
    `esdb+discover://127.0.0.1:${store.node.port}?tls=false`,
  );
  await expect(client.appendToStream('discovered', testEvents(1))).resolves.toMatchObject({ success: true });
  await client.dispose();
});

test('what is left out says so', async () => {
  const { client } = store;
  await expect(client.createProjection('p', 'fromAll()')).rejects.toThrow('no server-side projections');
  await expect(client.getProjectionState('p')).rejects.toThrow('no server-side projections');
  await expect(client.listProjections()).rejects.toThrow('no server-side projections');
  const settings = persistentSubscriptionToStreamSettingsFromDefaults();
  const create = client.createPersistentSubscriptionToStream('s', 'g', settings);
  await expect(create).rejects.toThrow('has no persistent subscriptions');
  for (const call of [
    () => client.listAllPersistentSubscriptions(),
    () => client.listPersistentSubscriptionsToStream('s'),
    () => client.getPersistentSubscriptionToStreamInfo('s', 'g'),
    () => client.replayParkedMessagesToStream('s', 'g'),
    () => client.restartPersistentSubscriptionSubsystem(),
  ])
    await expect(call()).rejects.toThrow('has no persistent subscriptions');
  // The client asks what the server can do, and does not call this.
  const onAll = client.deletePersistentSubscriptionToAll('g');
  await expect(onAll).rejects.toMatchObject({ type: 'unsupported' });
  const group = client.subscribeToPersistentSubscriptionToStream('s', 'g');
  const error = await new Promise<Error>((resolve) => group.once('error', resolve));
  expect(error.message).toContain('has no persistent subscriptions');
});
