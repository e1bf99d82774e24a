import { BACKWARDS, binaryEvent, END, jsonEvent, START, StreamNotFoundError } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { collect, connectToEndpoint, fresh, linkTo, testEvents } from './endpoint.ts';

const client = connectToEndpoint();
const STREAM = fresh('read');
const COUNT = 700;
beforeAll(async () => {
  for (let from = 0; from < COUNT; from += 100) await client.appendToStream(STREAM, testEvents(100));
});
afterAll(() => client.dispose());

const range = (from: number, to: number) =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => (to > from ? from + i : from - i));

describe('a stream', () => {
  test.each([
    ['all of it', {}, range(0, 699)],
    ['from the start', { fromRevision: START, maxCount: 2 }, [0, 1]],
    ['from a revision, included', { fromRevision: 690n }, range(690, 699)],
    ['at most so many', { fromRevision: 3n, maxCount: 300 }, range(3, 302)],
    ['forwards from the end', { fromRevision: END }, []],
    ['behind the end', { fromRevision: 5_000n }, []],
    ['backwards from the end', { direction: BACKWARDS, fromRevision: END }, range(699, 0)],
    ['backwards from a revision, included', { direction: BACKWARDS, fromRevision: 2n }, [2, 1, 0]],
    ['the last one', { direction: BACKWARDS, fromRevision: END, maxCount: 1 }, [699]],
    ['backwards from the start', { direction: BACKWARDS, fromRevision: START }, [0]],
  ] as const)('%s', async (_, options, expected) => {
    const events = await collect(client.readStream(STREAM, options));
    expect(events.map(({ event }) => Number(event?.revision))).toEqual(expected);
  });

  test('that is not there', async () => {
    const stream = fresh('absent');
    const absent = collect(client.readStream(stream));
    await expect(absent).rejects.toBeInstanceOf(StreamNotFoundError);
    await expect(absent).rejects.toMatchObject({ streamName: stream });
  });

  test('is left when enough has been read', async () => {
    const seen: bigint[] = [];
    for await (const { event } of client.readStream(STREAM)) {
      if (event) seen.push(event.revision);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([0n, 1n, 2n]);
  });
});

test('an event comes back as it was written', async () => {
  const stream = fresh('whole');
  const before = Date.now();
  const json = jsonEvent({ type: 'Größe', data: { text: 'é🎯' }, metadata: { $correlationId: 'c' } });
  const binary = binaryEvent({
    type: 'Binary',
    data: Uint8Array.of(0, 255, 128),
    metadata: Uint8Array.of(9, 8),
  });
  const { position } = await client.appendToStream(stream, [json, binary]);
  const [first, second] = await collect(client.readStream(stream));
  expect(first?.event).toMatchObject({
    id: json.id,
    type: json.type,
    data: json.data,
    metadata: json.metadata,
    streamId: stream,
    revision: 0n,
    isJson: true,
  });
  // The server's clock need not be this one's.
  expect(Math.abs(Number(first?.event?.created.getTime()) - before)).toBeLessThan(60_000);
  expect(second?.event).toMatchObject({ id: binary.id, type: 'Binary', isJson: false, revision: 1n });
  expect(second?.event?.data).toEqual(binary.data);
  expect(second?.event?.metadata).toEqual(binary.metadata);
  expect(second?.commitPosition).toBe(position?.commit);
});

test('an event of a megabyte among many is read whole, by a reader that is slow', async () => {
  const stream = fresh('large');
  const text = 'x'.repeat(1_000_000);
  for (let n = 0; n < 8; n += 1)
    await client.appendToStream(stream, jsonEvent({ type: 'Large', data: { n, text } }));
  const seen: number[] = [];
  for await (const { event } of client.readStream(stream)) {
    await new Promise((resolve) => setImmediate(resolve));
    const data = event?.data as { n: number; text: string };
    expect(data.text).toHaveLength(text.length);
    seen.push(data.n);
  }
  expect(seen).toEqual(range(0, 7));
});

test('a system stream can be written and read like any other', async () => {
  const stream = fresh('$system');
  await client.appendToStream(stream, testEvents(2, '$happened'));
  const events = await collect(client.readStream(stream));
  expect(events.map(({ event }) => event?.type)).toEqual(['$happened', '$happened']);
});

describe('links', () => {
  const target = fresh('target');
  const links = fresh('links');
  beforeAll(async () => {
    await client.appendToStream(target, testEvents(3, 'Target'));
    await client.appendToStream(links, [`1@${target}`, `7@${target}`, `0@${fresh('never')}`].map(linkTo));
  });

  test('that name what cannot be stay alone', async () => {
    const odd = fresh('odd');
    await client.appendToStream(odd, [`0@${'x'.repeat(5_000)}`, `${'9'.repeat(40)}@${target}`].map(linkTo));
    const found = await collect(client.readStream(odd, { resolveLinkTos: true }));
    expect(found.map(({ event, link }) => [event, link?.revision])).toEqual([
      [undefined, 0n],
      [undefined, 1n],
    ]);
  });

  test('are resolved when asked, and stay alone when their target is gone', async () => {
    const [resolved, ...broken] = await collect(client.readStream(links, { resolveLinkTos: true }));
    expect(resolved?.event).toMatchObject({ type: 'Target', revision: 1n, streamId: target });
    expect(resolved?.link).toMatchObject({ type: '$>', revision: 0n, streamId: links });
    expect(broken.map(({ event, link }) => [event, link?.revision])).toEqual([
      [undefined, 1n],
      [undefined, 2n],
    ]);
  });

  test('are events like others when not asked', async () => {
    const events = await collect(client.readStream(links, { maxCount: 1 }));
    expect(events.map(({ event, link }) => [event?.type, link])).toEqual([['$>', undefined]]);
  });

  test('are resolved backwards too, and on $all', async () => {
    const options = { resolveLinkTos: true, direction: BACKWARDS } as const;
    const [, , last] = await collect(client.readStream(links, { ...options, fromRevision: END }));
    expect(last?.event).toMatchObject({ streamId: target });
    const { position } = await client.appendToStream(links, linkTo(`2@${target}`));
    if (!position) throw new Error('no position');
    const [onAll] = await collect(
      client.readAll({ resolveLinkTos: true, fromPosition: position, maxCount: 1 }),
    );
    expect(onAll?.event).toMatchObject({ revision: 2n, streamId: target });
    expect(onAll?.link?.streamId).toBe(links);
  });
});
