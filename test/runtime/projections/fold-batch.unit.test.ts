import { describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '../../../src/core/ports.ts';
import type { DeadLetter } from '../../../src/runtime/projections/ports.ts';
import { inMemoryProjector, projectInMemory } from '../../support/project-in-memory.ts';
import { type HistoryEvent, recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';

const on = (id: string, type: string, data: Record<string, unknown>): HistoryEvent => ({
  stream: `account-${id}`,
  type,
  data: { id, ...data },
});
const open = (id: string, team: string) => on(id, 'AccountOpened', { team });
const add = (id: string, amount: number) => on(id, 'AmountAdded', { amount });
const move = (id: string, team: string) => on(id, 'TeamChanged', { team });
const close = (id: string) => on(id, 'AccountClosed', {});
const double = (team: string): HistoryEvent => ({
  stream: `team-${team}`,
  type: 'TeamDoubled',
  data: { team },
});
const rank = (team: string): HistoryEvent => ({ stream: `team-${team}`, type: 'TeamRanked', data: { team } });

const project = (events: readonly HistoryEvent[], batches: readonly number[] = []) => {
  const deadLetters: DeadLetter[] = [];
  const tables = projectInMemory(accountBook, recordHistory(events), { batches, deadLetters });
  const parked = deadLetters.map(({ event, reason }) => [event.stream, event.revision, reason]);
  return { ...tables, parked };
};

describe.each([
  ['in one batch', []],
  ['each event in its own batch', Array.from({ length: 20 }, () => 1)],
])('%s', (_, batches) => {
  test('a group has the rows that were inserted, moved in, moved out and deleted before', () => {
    const history = [open('a', 'red'), open('b', 'red'), add('a', 5), add('b', 7), move('b', 'blue')];
    const { teams, accounts } = project(
      [...history, open('c', 'blue'), close('b'), double('blue'), double('red')],
      batches,
    );
    expect(accounts).toEqual([
      { id: 'a', team: 'red', balance: 10 },
      { id: 'c', team: 'blue', balance: 0 },
    ]);
    expect(teams).toEqual([
      { team: 'all', accounts: 0, balance: 12 },
      { team: 'blue', accounts: 1, balance: 0 },
      { team: 'red', accounts: 1, balance: 10 },
    ]);
  });

  test('a row within a group is found, made where there is none, and made from another group or not', () => {
    const given = (id: string, team: string) => on(id, 'RankGiven', { team });
    const lowered = (id: string, team: string) => on(id, 'RankLowered', { team });
    const capped = (id: string, team: string) => on(id, 'RankCapped', { team });
    const begun = [open('a', 'red'), given('a', 'red'), given('b', 'red'), lowered('a', 'red')];
    const { ranks } = project([...begun, lowered('c', 'red')], batches);
    expect(ranks).toEqual([
      { team: 'red', id: 'a', rank: 2 },
      { team: 'red', id: 'c', rank: 1 },
    ]);
    expect(project([...begun, capped('a', 'red'), capped('d', 'red')], batches).ranks).toEqual([
      { team: 'red', id: 'a', rank: 1 },
    ]);
  });

  test('a replaced group has just the rows that were answered', () => {
    const opened = ['a', 'b', 'c', 'd'].map((id) => open(id, 'red'));
    const { ranks } = project(
      [...opened, rank('red'), add('d', 9), add('b', 4), close('a'), rank('red')],
      batches,
    );
    expect(ranks).toEqual([
      { team: 'red', id: 'b', rank: 2 },
      { team: 'red', id: 'c', rank: 3 },
      { team: 'red', id: 'd', rank: 1 },
    ]);
  });

  test.each([
    ['a change that throws', add('a', -8), 'Error: negative'],
    ['a handler that throws', add('a', 2_000), 'Error: too much for the handler'],
    ['a row that does not fit the table', add('a', 0.5), 'TypeError: accounts.balance: not an integer'],
    [
      'a row that is not there',
      { ...add('zzz', 1), stream: 'account-a' },
      'Error: accounts: no row to update',
    ],
  ])('%s is undone whole, and parks its stream only', (_name, poison, reason) => {
    const { accounts, teams, parked } = project(
      [open('a', 'red'), open('b', 'red'), add('a', 5), poison, add('a', 1), add('b', 2), close('a')],
      batches,
    );
    expect(accounts).toEqual([
      { id: 'a', team: 'red', balance: 5 },
      { id: 'b', team: 'red', balance: 2 },
    ]);
    expect(teams[0]).toEqual({ team: 'all', accounts: 0, balance: 7 });
    expect(parked).toEqual([
      ['account-a', 2, reason],
      ['account-a', 3, 'behind a parked event of the same stream'],
      ['account-a', 4, 'behind a parked event of the same stream'],
    ]);
  });

  test('an undone insert, move or delete leaves the groups as they were', () => {
    const broken = { ...move('a', 'blue'), data: { id: 'a', team: 7 } };
    const { teams } = project(
      [open('a', 'red'), add('a', 5), broken, open('b', 'red'), double('red')],
      batches,
    );
    expect(teams).toContainEqual({ team: 'red', accounts: 2, balance: 10 });
  });

  test('an event that cannot be read is a dead letter of every projection', () => {
    const [opened, unread, added, other] = recordHistory([
      open('a', 'red'),
      add('a', 1),
      add('a', 2),
      open('b', 'red'),
    ]);
    if (!opened || !unread || !added || !other) throw new Error('four events');
    const { data: _data, meta: _meta, ...rest } = unread;
    const events: LoggedEvent[] = [
      { ok: true, event: opened },
      { ok: false, event: { ...rest, error: 'event AmountAdded cannot be read: invalid amount' } },
      { ok: true, event: added },
      { ok: true, event: other },
    ];
    const deadLetters: DeadLetter[] = [];
    const engine = inMemoryProjector([accountBook, eventLogbook], { deadLetters });
    for (const batch of batches.length === 0 ? [events] : events.map((event) => [event]))
      engine.project(batch);
    expect(deadLetters.map(({ projection, event, reason }) => [projection, event.revision, reason])).toEqual([
      ['account-book', 1, 'event AmountAdded cannot be read: invalid amount'],
      ['logbook', 1, 'event AmountAdded cannot be read: invalid amount'],
      ['account-book', 2, 'behind a parked event of the same stream'],
      ['logbook', 2, 'behind a parked event of the same stream'],
    ]);
    expect(engine.rows(accountBook.tables.accounts).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(engine.rows(eventLogbook.tables.log).map(({ event_id }) => event_id)).toEqual([
      opened.id,
      other.id,
    ]);
  });
});

test('a poison event of one projection is no concern of another', () => {
  const deadLetters: DeadLetter[] = [];
  const engine = inMemoryProjector([accountBook, eventLogbook], { deadLetters });
  engine.project(recordHistory([open('a', 'red'), add('a', -1), close('a')]));
  expect(deadLetters.map(({ projection }) => projection)).toEqual(['account-book', 'account-book']);
  expect(engine.rows(eventLogbook.tables.log)).toHaveLength(3);
});

test('a handler that changes a row in place is found out', () => {
  const careless = {
    ...accountBook,
    on: {
      ...accountBook.on,
      AmountAdded: (
        event: Parameters<NonNullable<typeof accountBook.on.AmountAdded>>[0],
        to: Parameters<NonNullable<typeof accountBook.on.AmountAdded>>[1],
      ) => {
        to.accounts.update(event.data.id, (row) => {
          row.balance += 1;
          return row;
        });
      },
    },
  };
  expect(() =>
    projectInMemory(careless, recordHistory([open('a', 'red'), add('a', 1)]), { batches: [1] }),
  ).toThrow('read only');
});
