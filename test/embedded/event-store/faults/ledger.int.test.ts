import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { testEvent, testEvents, withEventStore } from '../with-event-store.ts';
import { createLedger } from './ledger.ts';

let store: Awaited<ReturnType<typeof withEventStore>>;
beforeEach(async () => {
  store = await withEventStore();
});
afterEach(() => store.stop());

async function append() {
  const events = testEvents(3);
  const { nextExpectedRevision, position } = await store.client.appendToStream('a', events);
  const ids = events.map(({ id }) => id);
  return { stream: 'a', ids, revision: nextExpectedRevision, position: position?.commit };
}

test('a ledger agrees with a node that has kept everything', async () => {
  const ledger = createLedger();
  for (let round = 0; round < 2; round += 1) {
    await ledger.verify(store.client);
    const sight = ledger.look(ledger.placeAt(ledger.counts.stored - 1));
    const appended = await append();
    ledger.acknowledge(appended);
    sight.push(...appended.ids);
    await ledger.verify(store.client);
  }
  await ledger.verifyEverything(store.client);
  // The first event is the node's own; a sight begins with the event that it follows.
  expect(ledger.counts).toEqual({ acknowledged: 2, seen: 8, stored: 7 });
});

test('a ledger names what is missing or elsewhere', async () => {
  const appended = await append();
  const check = async (note: (ledger: ReturnType<typeof createLedger>) => void): Promise<void> => {
    const ledger = createLedger();
    note(ledger);
    await ledger.verify(store.client);
  };
  const { id } = testEvent(1);
  const [first = '', second = '', third = ''] = appended.ids;
  await expect(check((ledger) => ledger.acknowledge({ ...appended, ids: [id] }))).rejects.toThrow('is gone');
  await expect(check((ledger) => ledger.acknowledge({ ...appended, ids: [first, id] }))).rejects.toThrow(
    'not whole',
  );
  await expect(check((ledger) => ledger.acknowledge({ ...appended, revision: 3n }))).rejects.toThrow('3@a');
  await expect(check((ledger) => ledger.acknowledge({ ...appended, position: 9n }))).rejects.toThrow(
    'position 9',
  );
  await expect(check((ledger) => ledger.look(undefined).push(id))).rejects.toThrow('is gone');
  await expect(check((ledger) => ledger.look(undefined).push(first, third, second))).rejects.toThrow('saw');
});
