import { z } from 'zod';
import { defineEvents } from '../../src/core/define-events.ts';
import { defineProjection } from '../../src/core/define-projection.ts';
import { integer, nullable, table, text } from '../../src/core/table.ts';

/** Accounts in groups, small enough to reason about by hand. */
const accountEvents = defineEvents('account', {
  AccountOpened: z.strictObject({ id: z.string(), team: z.string() }),
  AccountAdopted: z.strictObject({ id: z.string(), team: z.string() }),
  AmountAdded: z.strictObject({ id: z.string(), amount: z.number() }),
  TeamChanged: z.strictObject({ id: z.string(), team: z.string() }),
  TeamDoubled: z.strictObject({ team: z.string() }),
  TeamRanked: z.strictObject({ team: z.string() }),
  RankGiven: z.strictObject({ id: z.string(), team: z.string() }),
  RankLowered: z.strictObject({ id: z.string(), team: z.string() }),
  RankCapped: z.strictObject({ id: z.string(), team: z.string() }),
  AccountClosed: z.strictObject({ id: z.string() }),
});

const accounts = table('accounts', {
  key: ['id'],
  group: 'team',
  columns: { id: text, team: nullable(text), balance: integer },
});
const teams = table('teams', {
  key: ['team'],
  columns: { team: text, accounts: integer, balance: integer },
});
const ranks = table('ranks', {
  key: ['team', 'id'],
  group: 'team',
  columns: { team: text, id: text, rank: integer },
});
const log = table('log', { key: ['event_id'], columns: { event_id: text, type: text } });

/** Keeps accounts, sums per team, and on demand a ranking; a negative amount is poison, but not at once. */
export const accountBook = defineProjection({
  name: 'account-book',
  version: 1,
  events: [accountEvents],
  tables: { accounts, teams, ranks },
  on: {
    AccountOpened: ({ data }, to) => {
      to.accounts.insert({ id: data.id, team: data.team, balance: 0 });
      sum(to, data.team);
    },
    AccountAdopted: ({ data: { id, team } }, to) => {
      to.accounts.upsert(id, (row) => row ?? { id, team, balance: 0 }, team);
    },
    AmountAdded: ({ data }, to) => {
      if (data.amount > 1_000) throw new Error('too much for the handler');
      to.accounts.update(data.id, (row) => ({ ...row, balance: row.balance + data.amount }));
      to.teams.upsertWith('all', to.accounts.group('none'), (row) => ({
        team: 'all',
        accounts: 0,
        balance: (row?.balance ?? 0) + data.amount,
      }));
      to.accounts.update(data.id, (row) => {
        if (row.balance < 0) throw new Error('negative');
        return row;
      });
    },
    TeamChanged: ({ data }, to) => {
      to.accounts.update(data.id, (row) => ({ ...row, team: data.team }));
      sum(to, data.team);
    },
    TeamDoubled: ({ data }, to) => {
      to.accounts.updateGroup(data.team, (row) => ({ ...row, balance: row.balance * 2 }));
      sum(to, data.team);
    },
    TeamRanked: ({ data }, to) => {
      to.ranks.replaceGroupWith(data.team, to.accounts.group(data.team), (_, members) =>
        [...members]
          .sort((a, b) => b.balance - a.balance || (a.id < b.id ? -1 : 1))
          .slice(0, 3)
          .map(({ id }, index) => ({ team: data.team, id, rank: index + 1 })),
      );
    },
    RankGiven: ({ data: { id, team } }, to) => {
      to.ranks.insertWith(to.accounts.group(team), (members) =>
        members.some((row) => row.id === id) ? { team, id, rank: members.length } : null,
      );
    },
    RankLowered: ({ data: { id, team } }, to) => {
      to.ranks.upsert([team, id], (row) => ({ team, id, rank: (row?.rank ?? 0) + 1 }), team);
    },
    RankCapped: ({ data: { id, team } }, to) => {
      to.ranks.upsertWith(
        [team, id],
        to.accounts.group(team),
        (row, members) => row && { ...row, rank: Math.min(row.rank, members.length) },
        team,
      );
    },
    AccountClosed: ({ data }, to) => {
      to.accounts.delete(data.id);
    },
  },
});

type Book = Parameters<NonNullable<(typeof accountBook)['on']['AccountClosed']>>[1];

function sum(to: Book, team: string): void {
  to.teams.upsertWith(team, to.accounts.group(team), (_, members) =>
    members.length === 0
      ? null
      : {
          team,
          accounts: members.length,
          balance: members.reduce((total, row) => total + row.balance, 0),
        },
  );
}

/** Notes every event of the log. */
export const eventLogbook = defineProjection({
  name: 'logbook',
  version: 1,
  events: [accountEvents],
  tables: { log },
  on: {},
  every: ({ id, type }, to) => to.log.insert({ event_id: id, type }),
});
