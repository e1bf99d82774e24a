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
    ),
    { maxLength: 60 },
  )
  .map(recordHistory);
