import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRunAppender } from '../../../../embedded/event-store/copy/append-runs.ts';
import { startRun } from '../../../../embedded/event-store/copy/runs.ts';
import { collect, testEvents, withEventStore } from '../with-event-store.ts';

let store: Awaited<ReturnType<typeof withEventStore>>;
beforeAll(async () => {
  store = await withEventStore();
});
afterAll(() => store.stop());

/** The run of one event, the first of its stream. */
const runOf = (stream: string) =>
  startRun(
    {
      stream,
      id: randomUUID(),
      revision: 0,
      type: 'Tested',
      contentType: 'application/json',
      data: Buffer.from('{}'),
      metadata: new Uint8Array(0),
      position: { commit: '1', prepare: '1' },
    },
    0,
  );

test('more runs than may be under way are all acknowledged, in their order', async () => {
  let acknowledged = 0;
  const appender = await openRunAppender(store.client, (events) => {
    acknowledged += events;
  });
  for (let n = 0; n < 1_000; n += 1) await appender.add(runOf(`many-${n}`));
  await appender.settled();
  appender.close();
  expect(acknowledged).toBe(1_000);
  const names = (await collect(store.client.readAll())).map(({ event }) => event?.streamId ?? '');
  expect(names.filter((name) => name.startsWith('many-'))).toEqual(
    Array.from({ length: 1_000 }, (_, n) => `many-${n}`),
  );
});

test('after a refusal nothing more is sent', async () => {
  await store.client.appendToStream('taken', testEvents(1));
  const appender = await openRunAppender(store.client, () => undefined);
  await appender.add(runOf('taken'));
  const refusal = /^the target refused revision 0 of taken: /;
  await expect(appender.settled()).rejects.toThrow(refusal);
  await expect(appender.add(runOf('after'))).rejects.toThrow(refusal);
  appender.close();
  await store.client.appendToStream('last', testEvents(1));
  await expect(collect(store.client.readStream('after'))).rejects.toMatchObject({ type: 'stream-not-found' });
});
