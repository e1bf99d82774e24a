import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  binaryEvent,
  END,
  FORWARDS,
  jsonEvent,
  START,
  StreamNotFoundError,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { collect, testEvents, withEventStore } from './with-event-store.ts';

const STREAM = 'read-1';
const COUNT = 700;
let store: Awaited<ReturnType<typeof withEventStore>>;

beforeAll(async () => {
  store = await withEventStore();
  for (const stream of [STREAM, 'read-2'])
    for (let from = 0; from < COUNT; from += 100) await store.client.appendToStream(stream, testEvents(100));
});
afterAll(() => store.stop());

const revisions = async (options: Parameters<typeof store.client.readStream>[1], stream = STREAM) =>
  (await collect(store.client.readStream(stream, options))).map(({ event }) => Number(event?.revision));
const positions = async (options: Parameters<typeof store.client.readAll>[0]) =>
  (await collect(store.client.readAll(options))).map(({ event }) => Number(event?.position?.commit));

const range = (from: number, to: number) =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => (to > from ? from + i : from - i));

describe('a stream', () => {
  test.each([
    ['all of it', {}, range(0, 699)],
    ['from a revision, included', { fromRevision: 690n }, range(690, 699)],
    ['at most so many', { fromRevision: 3n, maxCount: 300 }, range(3, 302)],
    ['forwards from the end', { fromRevision: END }, []],
    ['behind the end', { fromRevision: 5_000n }, []],
    ['backwards from the end', { direction: BACKWARDS, fromRevision: END }, range(699, 0)],
    ['backwards from a revision, included', { direction: BACKWARDS, fromRevision: 2n }, [2, 1, 0]],
    ['the last one', { direction: BACKWARDS, fromRevision: END, maxCount: 1 }, [699]],
    ['backwards from the start', { direction: BACKWARDS, fromRevision: START }, [0]],
  ] as const)('%s', async (_, options, expected) => {
    expect(await revisions(options)).toEqual(expected);
  });

  test('that is not there', async () => {
    await expect(revisions({}, 'absent')).rejects.toBeInstanceOf(StreamNotFoundError);
  });
});

describe('$all', () => {
  const last = 2 * COUNT;
  test.each([
    ['forwards', {}, range(1, last)],
    ['forwards from a position, included', at(1_390, FORWARDS), range(1_390, last)],
    ['forwards from the end', { fromPosition: END }, []],
    ['backwards', { direction: BACKWARDS, fromPosition: END }, range(last, 1)],
    ['backwards from a position, excluded', at(4, BACKWARDS), [3, 2, 1]],
    ['backwards from the start', { direction: BACKWARDS, fromPosition: START }, []],
    ['the last one', { direction: BACKWARDS, fromPosition: END, maxCount: 1 }, [last]],
  ] as const)('%s', async (_, options, expected) => {
    expect(await positions(options)).toEqual(expected);
  });
});

function at(position: number, direction: typeof FORWARDS | typeof BACKWARDS) {
  return { fromPosition: { commit: BigInt(position), prepare: BigInt(position) }, direction };
}

test('an event comes back as it was written', async () => {
  const stream = `whole-${randomUUID()}`;
  const before = Date.now();
  const json = jsonEvent({ type: 'Größe', data: { text: 'é🎯' }, metadata: { $correlationId: 'c' } });
  const binary = binaryEvent({
    type: 'Binary',
    data: Uint8Array.of(0, 255, 128),
    metadata: Uint8Array.of(9, 8),
  });
  await store.client.appendToStream(stream, [json, binary]);
  const [first, second] = await collect(store.client.readStream(stream));
  expect(first?.event).toMatchObject({
    id: json.id,
    type: json.type,
    data: json.data,
    metadata: json.metadata,
    streamId: stream,
    revision: 0n,
    isJson: true,
  });
  expect(first?.event?.created.getTime()).toBeGreaterThanOrEqual(before);
  expect(first?.event?.created.getTime()).toBeLessThanOrEqual(Date.now());
  expect(second?.event).toMatchObject({ id: binary.id, type: 'Binary', isJson: false, revision: 1n });
  expect(second?.event?.data).toEqual(binary.data);
  expect(second?.event?.metadata).toEqual(binary.metadata);
});

test('an event of a megabyte among many is read whole, by a reader that is slow', async () => {
  const stream = `large-${randomUUID()}`;
  const text = 'x'.repeat(1_000_000);
  for (let n = 0; n < 8; n += 1)
    await store.client.appendToStream(stream, jsonEvent({ type: 'Large', data: { n, text } }));
  const seen: number[] = [];
  for await (const { event } of store.client.readStream(stream)) {
    await new Promise((resolve) => setImmediate(resolve));
    const data = event?.data as { n: number; text: string };
    expect(data.text).toHaveLength(text.length);
    seen.push(data.n);
  }
  expect(seen).toEqual(range(0, 7));
});

test('what was written is there after a restart', async () => {
  const before = await positions({});
  await store.restart();
  expect(await positions({})).toEqual(before);
  const next = await store.client.appendToStream(STREAM, testEvents(1));
  expect(next).toMatchObject({ nextExpectedRevision: BigInt(COUNT) });
  expect(Number(next.position?.commit)).toBe((before.at(-1) ?? 0) + 1);
});

test('links are resolved when asked, and stay alone when their target is gone', async () => {
  const target = `target-${randomUUID()}`;
  const links = `links-${randomUUID()}`;
  await store.client.appendToStream(target, testEvents(2, 'Target'));
  await store.client.appendToStream(
    links,
    [`1@${target}`, `7@${target}`].map((data) =>
      binaryEvent({ type: '$>', data: new Uint8Array(Buffer.from(data)) }),
    ),
  );
  const [resolved, broken] = await collect(store.client.readStream(links, { resolveLinkTos: true }));
  expect(resolved?.event).toMatchObject({ type: 'Target', revision: 1n, streamId: target });
  expect(resolved?.link).toMatchObject({ type: '$>', revision: 0n, streamId: links });
  expect(broken?.event).toBeUndefined();
  expect(broken?.link).toMatchObject({ type: '$>', revision: 1n });
  const [unresolved] = await collect(store.client.readStream(links));
  expect(unresolved?.event).toMatchObject({ type: '$>' });
});
