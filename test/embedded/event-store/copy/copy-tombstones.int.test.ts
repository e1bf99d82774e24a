import { jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { copyLog } from '../../../../embedded/event-store/copy/copy-log.ts';
import { collect, testEvents, withEventStore } from '../with-event-store.ts';

let source: Awaited<ReturnType<typeof withEventStore>>;
let target: Awaited<ReturnType<typeof withEventStore>>;
beforeEach(async () => {
  [source, target] = await Promise.all([withEventStore(), withEventStore()]);
});
afterEach(() => Promise.all([source.stop(), target.stop()]));

const copy = (renumber = false) =>
  copyLog({
    from: source.node.url,
    to: target.node.url,
    renumber,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });

test("an event of a tombstone's type is one like any other", async () => {
  const event = jsonEvent({ type: '$streamDeleted', data: { precious: true } });
  await source.client.appendToStream('s', [event, ...testEvents(2)]);
  await source.client.appendToStream('s', jsonEvent({ type: '$streamDeleted', data: {} }));
  const first = await copy();
  expect(first).toMatchObject({ events: 4, copied: 4 });
  const copied = await collect(target.client.readStream('s'));
  expect(copied.map((each) => each.event?.type)).toEqual([
    '$streamDeleted',
    'Tested',
    'Tested',
    '$streamDeleted',
  ]);
  expect(copied[0]?.event).toMatchObject({ id: event.id, revision: 0n, data: { precious: true } });
  expect(await copy()).toEqual({ ...first, copied: 0 });
});

test.each([false, true])('a tombstoned metadata stream goes along (renumbered: %s)', async (renumber) => {
  await source.client.setStreamMetadata('s', { maxCount: 1 });
  await source.client.appendToStream('s', testEvents(2));
  await source.client.tombstoneStream('$$s');
  await source.client.appendToStream('s', testEvents(1));
  await source.client.tombstoneStream('gone');
  const first = await copy(renumber);
  expect(first).toMatchObject({ events: 6, copied: 6, renumbered: [] });
  for (const { client } of [source, target]) {
    expect(await collect(client.readStream('s'))).toHaveLength(3);
    const deleted = { type: 'stream-deleted' };
    await expect(client.setStreamMetadata('s', { maxCount: 1 })).rejects.toMatchObject(deleted);
    await expect(client.appendToStream('gone', testEvents(1))).rejects.toMatchObject(deleted);
  }
  expect(await copy(renumber)).toEqual({ ...first, copied: 0 });
});
