import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeadLetter } from '../../../src/runtime/projections/ports.ts';
import { inMemoryProjector } from '../../support/project-in-memory.ts';
import { holdsForEveryDelivery } from '../../support/projection-properties.ts';
import { type HistoryEvent, recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';

const id = fc.constantFrom('a', 'b', 'c', 'd');
const team = fc.constantFrom('red', 'blue');
const onAccount = (type: string, data: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<HistoryEvent> =>
  fc.tuple(id, data).map(([account, rest]) => ({
    stream: `account-${account}`,
    type,
    data: { id: account, ...rest },
  }));
const onTeam = (type: string): fc.Arbitrary<HistoryEvent> =>
  team.map((name) => ({ stream: `team-${name}`, type, data: { team: name } }));

const histories = fc
  .array(
    fc.oneof(
      onAccount('AccountOpened', fc.record({ team })),
      onAccount('AmountAdded', fc.record({ amount: fc.integer({ min: -2, max: 9 }) })),
      onAccount('TeamChanged', fc.record({ team })),
      onAccount('AccountClosed', fc.constant({})),
      onTeam('TeamDoubled'),
      onTeam('TeamRanked'),
    ),
    { maxLength: 60 },
  )
  .map(recordHistory);

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
