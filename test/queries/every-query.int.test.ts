import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import type { Role } from '../../src/core/define-command.ts';
import type { QueryDefinition } from '../../src/core/define-query.ts';
import { projections } from '../../src/projections/index.ts';
import { queries } from '../../src/queries/index.ts';
import { createQueryHandler } from '../../src/runtime/queries/create-query-handler.ts';
import { operatorsOf } from '../../src/runtime/queries/filters.ts';
import { tableOwners } from '../../src/runtime/queries/table-owners.ts';
import { oneHistory } from '../support/histories.ts';
import { asking, type QueryFixture, startQueryFixture, still } from '../support/query-fixture.ts';
import { uuid } from '../support/uuid.ts';

const history = oneHistory(1_500, 3);
const organizationId = history[0]?.meta.organizationId ?? '';
const elsewhere =
  history.find(({ type, meta }) => type === 'OrganizationCreated' && meta.organizationId !== organizationId)
    ?.meta.organizationId ?? '';
const ofFirst = history.filter(({ meta }) => meta.organizationId === organizationId);
const moment = ofFirst.at(-1)?.recordedAt ?? '';

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await startQueryFixture(history);
});
afterAll(() => fixture.stop());

/** Names of the path parameters of a query. */
const namesIn = ({ route }: QueryDefinition): string[] => route.match(/(?<=:)\w+/g) ?? [];

/** Path parameters of all things of the first organization that a query may be about. */
function things(query: QueryDefinition): Record<string, string>[] {
  const names = namesIn(query);
  if (names.length === 0) return [{}];
  const found = new Map<string, Record<string, string>>();
  for (const { type, data } of ofFirst) {
    if (type.startsWith('User')) continue;
    const named = Object.entries(data ?? {}).filter(([name]) => names.includes(name));
    if (named.length === names.length) found.set(JSON.stringify(named), Object.fromEntries(named));
  }
  return [...found.values()];
}

/** All answers of a query to a role, one per thing that its path names, as far as that thing is there. */
async function answers(
  query: QueryDefinition,
  role: Role,
  organization = organizationId,
  handler = fixture.handler,
) {
  const context = asking({ role, organizationId: organization, userId: uuid(1) });
  const required = query.name === 'GetKeyResultAsOf' ? { moment } : {};
  const all = things(query).map(async (thing) => {
    const params = { ...thing, ...required };
    const answer =
      query.kind === 'one'
        ? handler.one(query, params, context).then(({ item }) => [item])
        : handler.list(query, { params, limit: 200 }, context).then(({ items }) => items);
    return answer.catch((error: Error) =>
      'code' in error && error.code === 'NOT_FOUND' ? [] : Promise.reject(error),
    );
  });
  return (await Promise.all(all)).flat();
}

describe.each(queries.map((query) => ({ name: query.name, query })))('$name', ({ query }) => {
  test('answers are as documented', async () => {
    const items = await answers(query, 'owner');
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) expect(query.item.parse(item)).toEqual(item);
    for (const item of await answers(query, query.roles ? 'auditor' : 'viewer')) query.item.parse(item);
  });

  test('nothing of it is seen from another organization', async () => {
    const mine = await answers(query, 'owner');
    const theirs = JSON.stringify(await answers(query, 'owner', elsewhere));
    if (namesIn(query).length > 0) expect(theirs).toBe('[]');
    else for (const item of mine) expect(theirs).not.toContain(JSON.stringify(item));
  });

  test('names the projections that it reads, all of them and no others', async () => {
    const ownerOf = tableOwners(projections);
    const read = new Set<string>();
    const { database } = fixture;
    const send: typeof database.send = (statement) => {
      for (const [, table = ''] of statement.sql.matchAll(/\bread"?\."?(\w+)/g)) read.add(ownerOf(table));
      return database.send(statement);
    };
    const noting = { ...database, send, run: (q: Knex.QueryBuilder) => send(q.toSQL().toNative()) };
    const handler = createQueryHandler({ database: noting, freshness: still, cursorSecret: 'secret' });
    for (const role of ['owner', 'auditor', 'viewer'] as const) {
      if (!query.roles || query.roles.includes(role)) await answers(query, role, organizationId, handler);
    }
    expect([...read].sort()).toEqual(query.readModels.toSorted());
  });

  test('sorts and filters by every field it offers', async () => {
    if (query.kind === 'one') return;
    const context = asking({ organizationId });
    const params = things(query)[0];
    const samples = {
      text: 'a',
      integer: '1',
      number: '1',
      date: moment.slice(0, 10),
      timestamp: moment,
      boolean: 'true',
    };
    for (const [field, { type, filter, sort }] of Object.entries(query.fields)) {
      const value = type.startsWith('uuid')
        ? uuid(1)
        : type === 'text[]'
          ? 'a'
          : Object.entries(samples).find(([key]) => key === type)?.[1];
      if (filter) {
        const every = Object.fromEntries(operatorsOf[type].map((operator) => [operator, value]));
        await fixture.handler.list(query, { params, filter: { [field]: every } }, context);
      }
      if (sort) await fixture.handler.list(query, { params, sort: `${field}:desc` }, context);
    }
    expect(query.fields[query.tieBreaker]).toBeDefined();
  });
});

test('names and routes are unique', () => {
  for (const key of ['name', 'route'] as const) {
    const all = queries.map((query) => query[key]);
    expect(all).toEqual([...new Set(all)]);
  }
});
