import {
  ANY,
  binaryEvent,
  type EventData,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { afterAll, describe, expect, test } from '@jest/globals';
import { collect, connectToEndpoint, credentials, fresh, testEvent, testEvents } from './endpoint.ts';

const client = connectToEndpoint();
afterAll(() => client.dispose());

const idsOf = async (stream: string) =>
  (await collect(client.readStream(stream))).map(({ event }) => event?.id);

/** With credentials on the call the client takes Append, else BatchAppend. */
describe.each([
  ['BatchAppend', {}],
  ['Append', { credentials }],
] as const)('%s', (path, call) => {
  const name = (what: string) => fresh(`${path}-${what}`);
  const append = (stream: string, events: EventData[], expectedRevision: Expected = ANY) =>
    client.appendToStream(stream, events, { expectedRevision, ...call });
  type Expected = typeof ANY | typeof NO_STREAM | typeof STREAM_EXISTS | bigint;

  test('answers with the last revision and a position that grows', async () => {
    const stream = name('answers');
    const first = await append(stream, testEvents(3));
    const second = await append(stream, testEvents(1));
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 2n });
    expect(second).toMatchObject({ success: true, nextExpectedRevision: 3n });
    expect(second.position?.commit).toBeGreaterThan(first.position?.commit ?? 0n);
  });

  test.each([
    ['any', ANY],
    ['no stream', NO_STREAM],
  ] as const)('a new stream takes %s', async (_, expected) => {
    await expect(append(name('new'), testEvents(1), expected)).resolves.toMatchObject({ success: true });
  });

  test.each([
    ['stream exists', STREAM_EXISTS, STREAM_EXISTS],
    ['an exact revision', 0n, 0n],
  ] as const)('a new stream refuses %s', async (_, expected, told) => {
    const stream = name('refuses');
    await expect(append(stream, testEvents(1), expected)).rejects.toMatchObject({
      type: 'wrong-expected-version',
      streamName: stream,
      expectedVersion: told,
      actualVersion: 'no_stream',
    });
  });

  test.each([
    ['any', ANY],
    ['stream exists', STREAM_EXISTS],
    ['the exact revision', 1n],
  ] as const)('a stream of two takes %s', async (_, expected) => {
    const stream = name('two');
    await append(stream, testEvents(2));
    await expect(append(stream, testEvents(1), expected)).resolves.toMatchObject({
      nextExpectedRevision: 2n,
    });
  });

  test.each([
    ['no stream', NO_STREAM],
    ['an older revision', 0n],
    ['a newer revision', 2n],
  ] as const)('a stream of two refuses %s', async (_, expected) => {
    const stream = name('two');
    await append(stream, testEvents(2));
    const refused = append(stream, testEvents(1), expected);
    await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(refused).rejects.toMatchObject({ expectedVersion: expected, actualVersion: 1n });
    expect(await idsOf(stream)).toHaveLength(2);
  });

  test.each([
    ['any', ANY],
    ['no stream', NO_STREAM],
    ['stream exists', STREAM_EXISTS],
  ] as const)('the same events again with %s are written once and answered alike', async (_, expected) => {
    const stream = name('again');
    const events = testEvents(3);
    const first = await append(stream, events);
    await append(stream, testEvents(1));
    expect(await append(stream, events, expected)).toMatchObject({
      success: true,
      nextExpectedRevision: first.nextExpectedRevision,
    });
    expect(await idsOf(stream)).toHaveLength(4);
  });

  test('the same events again with the exact revision they followed are written once', async () => {
    const stream = name('again-exact');
    await append(stream, testEvents(2));
    const events = testEvents(2);
    const first = await append(stream, events, 1n);
    const again = await append(stream, events, 1n);
    expect(again.nextExpectedRevision).toBe(first.nextExpectedRevision);
    expect(await idsOf(stream)).toHaveLength(4);
  });

  test('a known event with an exact revision that it did not follow is refused', async () => {
    const stream = name('again-elsewhere');
    const [known] = testEvents(1);
    if (!known) throw new Error('no event');
    await append(stream, [known, ...testEvents(2)]);
    await expect(append(stream, [known], 0n)).rejects.toBeInstanceOf(WrongExpectedVersionError);
  });

  test('the same events twice at the same time are written once', async () => {
    const stream = name('at-once');
    const events = testEvents(2);
    const results = await Promise.all(Array.from({ length: 20 }, () => append(stream, events, NO_STREAM)));
    expect(new Set(results.map(({ nextExpectedRevision }) => nextExpectedRevision))).toEqual(new Set([1n]));
    expect(await idsOf(stream)).toEqual(events.map(({ id }) => id));
  });

  test('known events together with new ones are refused, new ones before known ones are new', async () => {
    const stream = name('mixed');
    const known = testEvents(1);
    await append(stream, known);
    await expect(append(stream, [...known, testEvent(9)])).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(append(stream, [testEvent(9), ...known])).resolves.toMatchObject({ success: true });
    expect(await idsOf(stream)).toHaveLength(3);
  });

  test('the same event id in two streams is two events', async () => {
    const event = testEvent(1);
    const [one, other] = [name('one'), name('other')];
    await append(one, [event]);
    await append(other, [event]);
    expect([await idsOf(one), await idsOf(other)]).toEqual([[event.id], [event.id]]);
  });

  test('more than 1 MiB of data is refused and says how much is allowed', async () => {
    const stream = name('large');
    const refused = append(stream, [large(600_000), large(600_000)]);
    await expect(refused).rejects.toBeInstanceOf(MaxAppendSizeExceededError);
    await expect(refused).rejects.toMatchObject({ maxAppendSize: 1_048_576 });
    await expect(append(stream, testEvents(1))).resolves.toMatchObject({ nextExpectedRevision: 0n });
  });

  test('a refused append does not fail its neighbours', async () => {
    const stream = name('neighbours');
    const outcomes = await Promise.allSettled([
      append(stream, testEvents(1)),
      append(stream, testEvents(1), 77n),
      append(stream, [large(1_100_000)]),
      append(stream, testEvents(1)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await idsOf(stream)).toHaveLength(2);
  });

  test('a stream name need not be ASCII', async () => {
    const stream = name('Ziel-ß-目標-🎯');
    await append(stream, testEvents(1));
    expect(await idsOf(stream)).toHaveLength(1);
    await expect(append(stream, testEvents(1), NO_STREAM)).rejects.toMatchObject({ streamName: stream });
  });

  test('nearly 1 MiB of data is taken', async () => {
    const stream = name('full');
    await append(stream, [large(1_040_000)]);
    expect(await idsOf(stream)).toHaveLength(1);
  });

  test('a single event need not be in an array', async () => {
    const stream = name('single');
    const answer = await client.appendToStream(stream, testEvent(1), {
      expectedRevision: NO_STREAM,
      ...call,
    });
    expect(answer.nextExpectedRevision).toBe(0n);
  });

  test('30,000 events are one append', async () => {
    const stream = name('many');
    const answer = await client.appendToStream(stream, testEvents(30_000), {
      expectedRevision: NO_STREAM,
      deadline: 55_000,
      ...call,
    });
    expect(answer.nextExpectedRevision).toBe(29_999n);
    expect(await idsOf(stream)).toHaveLength(30_000);
  });

  test('appends that are sent together are all there, each whole', async () => {
    const stream = name('together');
    const groups = Array.from({ length: 100 }, () => testEvents(3));
    await Promise.all(groups.map((events) => append(stream, events)));
    const ids = await idsOf(stream);
    const together = groups.map((events) => ids.indexOf(events[0]?.id)).sort((a, b) => a - b);
    expect(together).toEqual(groups.map((_, n) => 3 * n));
    expect(new Set(ids).size).toBe(300);
  });

  test('with throwOnAppendFailure off a wrong revision is an answer', async () => {
    const stream = name('answered');
    await append(stream, testEvents(2));
    const patient = connectToEndpoint({ throwOnAppendFailure: 'false' });
    const options = { expectedRevision: 7n, ...call };
    const answer = await patient.appendToStream(stream, testEvents(1), options);
    await patient.dispose();
    expect(answer).toMatchObject({ success: false, nextExpectedRevision: 1n });
  });
});

function large(bytes: number): EventData {
  return binaryEvent({ type: 'Large', data: new Uint8Array(bytes) });
}
