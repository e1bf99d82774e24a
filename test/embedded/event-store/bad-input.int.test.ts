import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { append, appendBy, batchAppend, nameOf, part, proposed, uuid } from './raw-client.ts';
import { collect, testEvents, withEventStore } from './with-event-store.ts';

/** What no client of good will sends: a clear status each, and the node serves on. */
let store: Awaited<ReturnType<typeof withEventStore>>;
let bytes: Client;
beforeAll(async () => {
  store = await withEventStore();
  bytes = new Client(`127.0.0.1:${store.node.port}`, credentials.createInsecure());
});
afterAll(async () => {
  await store.client.appendToStream('afterwards', testEvents(1));
  expect(await collect(store.client.readStream('afterwards'))).toHaveLength(1);
  bytes.close();
  await store.stop();
});

/** How the node answers these bytes. */
const send = (path: string, message: Uint8Array): Promise<ServiceError | Buffer | undefined> =>
  new Promise((resolve) => {
    const asIs = (buffer: Buffer): Buffer => buffer;
    bytes.makeUnaryRequest(path, asIs, asIs, Buffer.from(message), (error, answer) =>
      resolve(error ?? answer),
    );
  });

const appendOptions = (stream: string, revision?: string) => {
  const options = new streams.AppendReq.Options().setStreamIdentifier(nameOf(stream));
  if (revision === undefined) options.setAny(new shared.Empty());
  else options.setRevision(revision);
  return new streams.AppendReq().setOptions(options);
};

const nameless = (name: Uint8Array) => {
  const identifier = new shared.StreamIdentifier().setStreamName(name);
  const options = new streams.AppendReq.Options().setStreamIdentifier(identifier).setAny(new shared.Empty());
  return new streams.AppendReq().setOptions(options);
};

const appendMessage = (metadata: Record<string, string>, id = uuid()) => {
  const message = new streams.AppendReq.ProposedMessage().setId(id).setData(Buffer.from('{}'));
  for (const [name, value] of Object.entries(metadata)) message.getMetadataMap().set(name, value);
  return new streams.AppendReq().setProposedMessage(message);
};
const JSON_EVENT = { type: 'Tested', 'content-type': 'application/json' };

describe('bytes that are no message', () => {
  test.each(['Append', 'BatchAppend', 'Read', 'Delete', 'Tombstone'])('to %s', async (method) => {
    const path = `/event_store.client.streams.Streams/${method}`;
    for (const garbage of [
      // A message of 268 million bytes, by what it says.
      [0x0a, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3],
      // The same one level below.
      [0x0a, 0x06, 0x0a, 0xff, 0xff, 0xff, 0x7f, 1],
      // A number that never ends.
      [0x08, ...Array<number>(30).fill(0xff)],
      // A group.
      [0x0b, 0x0c],
    ]) {
      expect(await send(path, Uint8Array.from(garbage))).toMatchObject({
        code: status.INTERNAL,
        details: 'Error deserializing request',
      });
    }
  });

  test.each(['Append', 'Read', 'Delete', 'Tombstone'])('an empty one to %s', async (method) => {
    const answer = await send(`/event_store.client.streams.Streams/${method}`, new Uint8Array(0));
    expect(answer).toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});

test.each(['/event_store.client.streams.Streams/Truncate', '/event_store.client.nothing.Nothing/Do'])(
  'what there is not, %s, is unimplemented and says so',
  async (path) => {
    expect(await send(path, new Uint8Array(0))).toMatchObject({
      code: status.UNIMPLEMENTED,
      details: expect.stringContaining(path),
    });
  },
);

describe('Append', () => {
  test.each([
    ['no options', [appendMessage(JSON_EVENT)], 'begins with its options'],
    ['no stream name', [appendOptions(''), appendMessage(JSON_EVENT)], 'stream name is missing'],
    ['the name of no metadata stream', [appendOptions('$$')], 'whose metadata'],
    ['no id', [appendOptions('a'), appendMessage(JSON_EVENT, new shared.UUID())], 'not a UUID'],
    ['a wrong id', [appendOptions('a'), appendMessage(JSON_EVENT, uuid().setString('7'))], 'not a UUID'],
    ['a negative revision', [appendOptions('a', '18446744073709551614')], 'negative'],
    ['a name that is no text', [nameless(Buffer.alloc(700, 0xff))], 'not UTF-8'],
    ['a name of 10 MB', [appendOptions('x'.repeat(10_000_000))], '1900 bytes'],
    [
      'a type of 10 MB',
      [appendOptions('a'), appendMessage({ ...JSON_EVENT, type: 'x'.repeat(1e7) })],
      '1900',
    ],
  ])('with %s', async (_, requests, sentence) => {
    expect(await append(store.raw, ...requests)).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining(sentence),
    });
  });

  test.each(['type', 'content-type'])('of an event without %s', async (missing) => {
    const { [missing]: _, ...rest }: Record<string, string> = JSON_EVENT;
    const answer = await append(store.raw, appendOptions('a'), appendMessage(rest));
    expect(answer).toMatchObject({ code: status.INVALID_ARGUMENT });
    const trailers = 'metadata' in answer ? answer.metadata.getMap() : {};
    expect(trailers).toMatchObject({
      exception: 'missing-required-metadata-property',
      'required-metadata-properties': 'type,content-type',
    });
  });

  test('a message above the limit is refused as a whole', async () => {
    const large = appendMessage(JSON_EVENT);
    large.getProposedMessage()?.setData(new Uint8Array(20_000_000));
    const answer = await append(store.raw, appendOptions('a'), large);
    expect(answer).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });
});

describe('BatchAppend', () => {
  test('what is wrong with one append is its own affair', async () => {
    const stream = 'neighbours';
    const large = Array.from({ length: 2 }, () => proposed(uuid(), new Uint8Array(600_000)));
    const negative = part(uuid(), stream, true);
    negative.getOptions()?.setStreamPosition('18446744073709551614');
    const answers = await batchAppend(
      store.raw,
      part(uuid(), stream, true),
      part(uuid(), stream, true, large),
      part(uuid(), 'x'.repeat(10_000_000), true),
      negative,
      part(uuid(), undefined, true),
      part(uuid(), stream, true, [proposed(new shared.UUID())]),
      part(uuid(), stream, true),
    );
    const told = answers.map((answer) => answer.getError()?.getMessage() ?? 'ok').sort();
    expect(told).toEqual([
      'A revision or position is negative.',
      'A stream name can have 1900 bytes at most.',
      'An id is not a UUID.',
      'Maximum Append Size Exceeded.',
      'The first message of an append needs options.',
      'ok',
      'ok',
    ]);
    expect(await collect(store.client.readStream(stream))).toHaveLength(2);
  });

  test.each([
    ['a missing', new shared.UUID()],
    ['a wrong', uuid().setString('none')],
  ])('%s correlation id ends the call, for nobody could be answered', async (_, correlationId) => {
    const call = batchAppend(store.raw, part(correlationId, 'a', true));
    await expect(call).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: 'An id is not a UUID.',
    });
  });

  test('a deadline that is no time is its own affair too', async () => {
    const endless = appendBy(0, 'deadline');
    endless.getOptions()?.getDeadline()?.setSeconds(9e15);
    const answers = await batchAppend(store.raw, endless, part(uuid(), 'deadline', true));
    const told = answers.map((answer) => answer.getError()?.getMessage() ?? 'ok').sort();
    expect(told).toEqual(['The deadline of an append is not a time.', 'ok']);
  });
});
