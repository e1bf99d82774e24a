import fc from 'fast-check';
import { type HistoryEvent, recordHistory } from './record-history.ts';

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

/** Histories of a few accounts in two teams, with events that `accountBook` cannot take. */
export const accountHistories = fc
  .array(
    fc.oneof(
      onAccount('AccountOpened', fc.record({ team })),
      onAccount('AmountAdded', fc.record({ amount: fc.integer({ min: -2, max: 9 }) })),
      onAccount('TeamChanged', fc.record({ team })),
      onAccount('AccountClosed', fc.constant({})),
      onTeam('TeamDoubled'),
      onTeam('TeamRanked'),
      onAccount('RankGiven', fc.record({ team })),
      onAccount('RankLowered', fc.record({ team })),
      onAccount('RankCapped', fc.record({ team })),
    ),
    { maxLength: 60 },
  )
  .map(recordHistory);

/** A history of twelve accounts in two teams; now and then an event is poison. */
export function accountHistory(length: number): HistoryEvent[] {
  const ids = Array.from({ length: 12 }, (_, index) => `a${index}`);
  const opened = ids.map((id, index) => ({
    stream: `account-${id}`,
    type: 'AccountOpened',
    data: { id, team: index % 2 === 0 ? 'red' : 'blue' },
  }));
  const more = Array.from({ length: length - opened.length }, (_, index): HistoryEvent => {
    const id = ids[(index * 7) % ids.length] ?? 'a0';
    if (index % 10 === 9) return { stream: 'team-red', type: 'TeamRanked', data: { team: 'red' } };
    if (index % 10 === 6)
      return { stream: `account-${id}`, type: 'TeamChanged', data: { id, team: index % 3 ? 'red' : 'blue' } };
    const amount = index % 97 === 50 ? -10_000 : index % 13;
    return { stream: `account-${id}`, type: 'AmountAdded', data: { id, amount } };
  });
  return [...opened, ...more];
}
