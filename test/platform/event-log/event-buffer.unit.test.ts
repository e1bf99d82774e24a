import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventBuffer } from '../../../src/platform/event-log/event-buffer.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { recordHistory } from '../../support/record-history.ts';

const [sample] = recordHistory(accountHistory(1));
if (!sample) throw new Error('no event');
const event = (data: unknown) => ({ ok: true as const, event: { ...sample, data } });
const all = { events: 1_000, bytes: 1_000_000_000 };

test('the estimate is near the size of the JSON text', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (data) => {
      const buffer = eventBuffer();
      buffer.push(event(data));
      const exact = JSON.stringify(data).length;
      expect(buffer.bytes).toBeGreaterThan(exact / 8 - 20);
      expect(buffer.bytes).toBeLessThan(exact * 8 + 20);
    }),
  );
});

test('batches keep both bounds, lose nothing and keep the order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 900 }),
      (lengths, events, bytes) => {
        const buffer = eventBuffer();
        const pushed = lengths.map((length) => event({ text: 'x'.repeat(length) }));
        for (const each of pushed) buffer.push(each);
        const taken = [];
        while (buffer.length > 0) {
          const batch = buffer.take({ events, bytes });
          expect(batch.events.length).toBeLessThanOrEqual(events);
          if (batch.events.length > 1) expect(batch.bytes).toBeLessThanOrEqual(bytes);
          taken.push(...batch.events);
        }
        expect(taken).toEqual(pushed);
        expect(buffer.bytes).toBe(0);
      },
    ),
  );
});

test('an event that is too large for any batch is one of its own', () => {
  const buffer = eventBuffer();
  for (const length of [1, 5_000, 1]) buffer.push(event({ text: 'x'.repeat(length) }));
  const sizes = [buffer.take({ events: 9, bytes: 100 }), buffer.take({ events: 9, bytes: 100 })];
  expect(sizes.map(({ events }) => events.length)).toEqual([1, 1]);
  expect(buffer.take(all).events).toHaveLength(1);
});
