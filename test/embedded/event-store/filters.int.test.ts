import { streamNameFilter } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect, testEvents, withEventStore } from './with-event-store.ts';

let store: Awaited<ReturnType<typeof withEventStore>>;
beforeAll(async () => {
  store = await withEventStore();
});
afterAll(() => store.stop());

test('a pattern over which JavaScript would ponder for ever stops nobody', async () => {
  const other = connect(store.node.url);
  await store.client.appendToStream(`order-${'1'.repeat(1_800)}x`, testEvents(1));
  await store.client.appendToStream('order-17', testEvents(1));
  const subscription = store.client.subscribeToAll({
    filter: streamNameFilter({ regex: '^order-(\\d+)+$' }),
  });
  const [found] = await Promise.all([
    new Promise((resolve) => subscription.once('data', ({ event }) => resolve(event?.streamId))),
    other.appendToStream('beside', testEvents(1)),
  ]);
  expect(found).toBe('order-17');
  await subscription.unsubscribe();
  await other.dispose();
});

test.each([
  ['(?=order)', "RE2's dialect"],
  ['x'.repeat(1_001), '1000 characters at most'],
])('the pattern %s is refused with a sentence', async (regex, sentence) => {
  const subscription = store.client.subscribeToAll({ filter: streamNameFilter({ regex }) });
  const error = await new Promise((resolve) => subscription.once('error', resolve));
  expect(error).toMatchObject({ message: expect.stringContaining(`3 INVALID_ARGUMENT: `) });
  expect(error).toMatchObject({ message: expect.stringContaining(sentence) });
});
