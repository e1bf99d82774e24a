import { expect, test } from '@jest/globals';
import type { EventBatch } from '../../../src/core/ports.ts';
import { cutBatch } from '../../../src/runtime/projections/cut-batch.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { recordHistory } from '../../support/record-history.ts';

const events = recordHistory(accountHistory(6))
  .slice(0, 6)
  .map((event, index) => ({
    ok: true as const,
    event: { ...event, position: { commit: BigInt(index + 1), prepare: BigInt(index + 1) } },
  }));
const position = (commit: bigint) => ({ commit, prepare: commit });
const batch = (at: bigint, live = false): EventBatch => ({ events, bytes: 0, position: position(at), live });

test('before the end, a batch is what it was', () => {
  expect(cutBatch(batch(6n), position(9n), false)).toEqual(batch(6n));
});

test('events behind the end are left out, and the end is reached', () => {
  expect(cutBatch(batch(6n), position(4n), false)).toEqual({ ...batch(4n), events: events.slice(0, 4) });
  expect(cutBatch(batch(6n), position(6n), false)).toEqual(batch(6n));
});

test('where the log has nothing behind the batch, the end is reached, wherever the last event was', () => {
  expect(cutBatch(batch(6n, true), position(9n), true)).toEqual(batch(9n, true));
  expect(cutBatch(batch(6n, true), position(9n), false)).toEqual(batch(6n, true));
});
