import { rm } from 'node:fs/promises';
import { jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import { noStream, WrongRevisionError } from '../../../src/core/ports.ts';
import { testMetadata } from '../../support/test-context.ts';
import { fill, numbered, startLog, streamOf } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeAll(async () => {
  it = await startLog();
});
afterAll(() => it.stop());

describe('append', () => {
  test('and read give back what went in', async () => {
    const stream = streamOf();
    const events = [numbered(0), numbered(1)];
    const { revision, position } = await it.log.append(stream, noStream, events);
    const recorded = await it.log.readStream(stream);
    expect(revision).toBe(1);
    expect(recorded).toEqual(
      events.map(({ id, type, data, meta }, index) => ({
        id,
        type,
        data,
        meta: { ...meta, schemaVersion: 1 },
        stream,
        revision: index,
        position: expect.objectContaining({ commit: expect.any(BigInt), prepare: expect.any(BigInt) }),
        recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      })),
    );
    expect(recorded[1]?.position).toEqual(position);
  });

  test('notes the schema version of the day, not the first', async () => {
    const stream = `keyResult-${v7()}`;
    const data = { ...checkIn(), source: 'api' };
    await it.log.append(stream, noStream, [{ id: v7(), type: 'CheckInRecorded', data, meta: testMetadata }]);
    expect(await it.log.readStream(stream)).toMatchObject([{ data, meta: { schemaVersion: 2 } }]);
  });

  test('writes nothing at all where one payload is not valid', async () => {
    const stream = streamOf();
    const wrong = { ...numbered(1), data: { userId: v7(), displayName: 1, timeZone: null } };
    await expect(it.log.append(stream, noStream, [numbered(0), wrong])).rejects.toThrow('displayName');
    const unknown = { ...numbered(1), type: 'UserTeleported' };
    await expect(it.log.append(stream, noStream, [numbered(0), unknown])).rejects.toThrow('UserTeleported');
    expect(await it.log.readStream(stream)).toEqual([]);
  });

  test('tells what the revision is, where it is another', async () => {
    const stream = await fill(it.log, 2);
    const refused = (expected: number) =>
      it.log.append(stream, expected, [numbered(9)]).catch((error: unknown) => error);
    for (const expected of [noStream, 0, 7]) {
      expect(await refused(expected)).toEqual(new WrongRevisionError(stream, expected, 1));
      expect(await refused(expected)).toMatchObject({ actual: 1 });
    }
    const nowhere = it.log.append(streamOf(), 3, [numbered(9)]);
    await expect(nowhere).rejects.toMatchObject({ name: 'WrongRevisionError', actual: noStream });
  });

  test('of the same events at the same place again writes nothing, and answers the same', async () => {
    const stream = streamOf();
    const events = [numbered(0), numbered(1)];
    const first = await it.log.append(stream, noStream, events);
    await it.log.append(stream, 1, [numbered(2)]);
    expect(await it.log.append(stream, noStream, events)).toEqual(first);
    expect(await it.log.readStream(stream)).toHaveLength(3);
  });

  test('keeps text as it is', async () => {
    const stream = streamOf();
    const displayName = 'Zoë 👩🏽‍🚀 "quoted" \\ \u2028 </script> ';
    await it.log.append(stream, noStream, [
      { ...numbered(0), data: { userId: v7(), displayName, timeZone: null } },
    ]);
    expect(await it.log.readStream(stream)).toMatchObject([{ data: { displayName } }]);
  });
});

describe('readStream', () => {
  test('answers a part', async () => {
    const stream = await fill(it.log, 5);
    const revisions = async (...range: number[]) => {
      const events = await it.log.readStream(stream, ...range);
      return events.map(({ revision }) => revision);
    };
    expect(await revisions()).toEqual([0, 1, 2, 3, 4]);
    expect(await revisions(3)).toEqual([3, 4]);
    expect(await revisions(1, 2)).toEqual([1, 2]);
    expect(await revisions(5)).toEqual([]);
    expect(await revisions(50)).toEqual([]);
  });

  test('ends with the event that brings the payloads to so many bytes, decoded or not', async () => {
    const stream = await fill(it.log, 90, 9_000);
    const count = async (from: number, bytes: number) =>
      (await it.log.readLogged(stream, from, 500, bytes)).length;
    expect(await count(0, 22_500)).toBe(3);
    expect(await count(40, 1)).toBe(1);
    expect(await count(85, 100_000_000)).toBe(5);
    const unknown = jsonEvent({ type: 'UserTeleported', data: { text: 'x'.repeat(100_000) } });
    await it.raw.appendToStream(stream, [unknown, { ...unknown, id: v7() }]);
    expect(await count(90, 100_000)).toBe(1);
  });

  test('ends early as often as it is asked to', async () => {
    const stream = await fill(it.log, 60, 15_000);
    for (let n = 0; n < 120; n += 1) {
      expect(await it.log.readLogged(stream, 0, 500, 16_000)).toHaveLength(2);
    }
  });

  test('answers nothing where there is no stream', async () => {
    expect(await it.log.readStream(streamOf())).toEqual([]);
    expect(await it.log.readStream(streamOf(), 4)).toEqual([]);
  });

  test('answers nothing where a stream was deleted for ever', async () => {
    const stream = await fill(it.log, 3);
    await it.raw.tombstoneStream(stream);
    expect(await it.log.readStream(stream)).toEqual([]);
    expect(await it.log.readLogged(stream, 0, 500)).toEqual([]);
  });

  test('brings old events to the schema of today', async () => {
    const stream = `keyResult-${v7()}`;
    const data = checkIn();
    const metadata = { ...testMetadata, schemaVersion: 1 };
    await it.raw.appendToStream(stream, [jsonEvent({ id: v7(), type: 'CheckInRecorded', data, metadata })]);
    expect(await it.log.readStream(stream)).toMatchObject([{ data: { ...data, source: 'manual' } }]);
  });
});

describe('head', () => {
  test('is the last event of the product', async () => {
    const { position } = await it.log.append(streamOf(), noStream, [numbered(0)]);
    expect(await it.log.head()).toEqual(position);
  });

  test('is found behind system events, few or many', async () => {
    const stream = streamOf();
    const { position } = await it.log.append(stream, noStream, [numbered(0)]);
    for (const count of [1, 1, 3, 60, 1, 64, 100, 1500]) {
      const system = Array.from({ length: count }, () => jsonEvent({ type: '$test', data: {} }));
      await it.raw.appendToStream('$test', system);
      expect(await it.log.head()).toEqual(position);
    }
    await it.raw.setStreamMetadata(stream, { maxCount: 10 });
    expect(await it.log.head()).toEqual(position);
  });

  test('moves on, and back where the log is another one', async () => {
    const fresh = await startLog();
    try {
      await fill(fresh.log, 3);
      const before = await fresh.log.head();
      await fresh.store.kill();
      await rm(fresh.store.dir, { recursive: true });
      await fresh.store.restart();
      expect(await fresh.log.head()).toEqual({ commit: 0n, prepare: 0n });
      const { position } = await fresh.log.append(streamOf(), noStream, [numbered(0)]);
      await fresh.raw.setStreamMetadata('a', { maxCount: 10 });
      expect(position).not.toEqual(before);
      expect(await fresh.log.head()).toEqual(position);
      const next = await fresh.log.append(streamOf(), noStream, [numbered(0)]);
      expect(await fresh.log.head()).toEqual(next.position);
    } finally {
      await fresh.stop();
    }
  });

  test('is zero in a log with nothing but system events', async () => {
    const fresh = await startLog();
    try {
      expect(await fresh.log.head()).toEqual({ commit: 0n, prepare: 0n });
      await fresh.raw.setStreamMetadata('a', { maxCount: 10 });
      expect(await fresh.log.head()).toEqual({ commit: 0n, prepare: 0n });
    } finally {
      await fresh.stop();
    }
  });
});

test('close does not wait for what was asked before', async () => {
  await fill(it.log, 100);
  const log = it.open();
  for (let n = 0; n < 20; n++) await log.head();
  await log.ping();
  const startedAt = performance.now();
  await log.close();
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

function checkIn() {
  const [keyResultId, objectiveId, checkInId] = [v7(), v7(), v7()];
  const value = '5';
  return { keyResultId, objectiveId, checkInId, effectiveOn: '2026-02-01', value, authorId: v7() };
}
