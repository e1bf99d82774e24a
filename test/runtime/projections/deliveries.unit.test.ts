import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeadLetter } from '../../../src/runtime/projections/ports.ts';
import { accountHistories as histories } from '../../support/account-histories.ts';
import { inMemoryProjector } from '../../support/project-in-memory.ts';
import { holdsForEveryDelivery } from '../../support/projection-properties.ts';
import type { recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';

/** Without the handlers that refuse some of these events. */
const { AmountAdded: _added, TeamChanged: _changed, ...patient } = accountBook.on;
const patientBook = { ...accountBook, on: patient };

describe('any delivery leads to the same tables', () => {
  test('with a projection of groups', () => holdsForEveryDelivery(patientBook, histories));
  test('with a projection of every event', () => holdsForEveryDelivery(eventLogbook, histories));

  test('and to the same dead letters, where events are poison', () => {
    const run = (events: ReturnType<typeof recordHistory>, size: number, rowsPerTable: number) => {
      const deadLetters: DeadLetter[] = [];
      const engine = inMemoryProjector([accountBook], { rowsPerTable, deadLetters });
      for (let from = 0; from < events.length; from += size) engine.project(events.slice(from, from + size));
      const tables = Object.values(accountBook.tables).map((table) => engine.rows(table));
      return { tables, deadLetters };
    };
    fc.assert(
      fc.property(
        histories,
        fc.integer({ min: 2, max: 50 }),
        fc.constantFrom(0, 2, 100),
        (events, size, kept) => expect(run(events, size, kept)).toEqual(run(events, 1, 0)),
      ),
      { numRuns: 200 },
    );
  });
});
