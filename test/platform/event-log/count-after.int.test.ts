import { jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { headCounter } from '../../../src/app/count-head.ts';
import { startOfLog } from '../../../src/core/log-position.ts';
import { LogUnavailableError } from '../../../src/core/ports.ts';
import { fill, startLog } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeAll(async () => {
  it = await startLog();
});
afterAll(() => it.stop());

test('counts events of the product, page by page, from the start and from any position', async () => {
  expect(await it.log.countAfter(startOfLog, 10)).toMatchObject({ events: 0, ended: true });

  expect(await it.log.beganAt()).toBe(null);
  const stream = await fill(it.log, 230);
  await it.raw.appendToStream('noise', [jsonEvent({ type: '$noise', data: {} })]);
  await it.raw.setStreamMetadata('noise', { maxCount: 5 });
  const events = await it.log.readStream(stream);
  expect(await it.log.beganAt()).toBe(events[0]?.recordedAt);
  const positionOf = (revision: number) => events[revision]?.position ?? startOfLog;

  const first = await it.log.countAfter(startOfLog, 100);
  expect(first).toEqual({ events: expect.any(Number), position: expect.anything(), ended: false });
  const second = await it.log.countAfter(first.position, 100);
  const third = await it.log.countAfter(second.position, 100);
  expect(first.events + second.events + third.events).toBe(230);
  expect(third.ended).toBe(true);

  for (const revision of [0, 99, 100, 228]) {
    const { events: found, ended } = await it.log.countAfter(positionOf(revision), 1_000);
    expect([revision, found, ended]).toEqual([revision, 229 - revision, true]);
  }
  expect(await it.log.countAfter(await it.log.head(), 1_000)).toMatchObject({ events: 0, ended: true });
});

test('the head of a longer log has its number, counted on from any known one', async () => {
  const before = await headCounter(it.log).count({ position: startOfLog, ordinal: 0 });
  const stream = await fill(it.log, 2_300);
  const head = headCounter(it.log);
  expect(await head.count({ position: startOfLog, ordinal: 0 })).toBe(before + 2_300);
  const [, second] = await it.log.readStream(stream, 0, 2);
  const known = { position: second?.position ?? startOfLog, ordinal: 1_000_002 };
  expect(await headCounter(it.log).count(known)).toBe(1_002_300);
});

test('does not wait longer than it may for a store that says nothing', async () => {
  const log = it.open(300);
  await log.ping();
  it.proxy.stall();
  await expect(log.countAfter(startOfLog, 1_000)).rejects.toThrow(LogUnavailableError);
  it.proxy.flow();
  await log.close();
});
