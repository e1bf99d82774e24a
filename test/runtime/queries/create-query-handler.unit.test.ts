import { describe, expect, test } from '@jest/globals';
import knex from 'knex';
import { z } from 'zod';
import { defineList, defineQuery, type ReadRow } from '../../../src/core/define-query.ts';
import { createQueryHandler } from '../../../src/runtime/queries/create-query-handler.ts';
import type { Freshness, ReadDatabase, ReadPosition } from '../../../src/runtime/queries/ports.ts';
import { asking } from '../../support/query-fixture.ts';

const common = {
  summary: 'Things',
  params: z.strictObject({}),
  item: z.string(),
  readModels: ['things'],
  roles: ['admin'],
  toItem: ({ name }: ReadRow) => String(name),
} as const;
const getThing = defineQuery({
  ...common,
  name: 'GetThing',
  route: '/thing',
  revision: 'revision',
  from: (read) => read.table('things').select('name', 'revision'),
});
const listThings = defineList({
  ...common,
  name: 'ListThings',
  route: '/things',
  from: (read) => read.table('things').select('name'),
  readModels: ['things', 'boxes'],
  parent: (read) => read.table('boxes'),
  fields: { name: { column: 'things.name', type: 'text', sort: true } },
  defaultSort: 'name:asc',
  tieBreaker: 'name',
});

const freshnessOf: Record<string, ReadPosition> & { readonly things: ReadPosition } = {
  things: { position: { commit: 7n, prepare: 7n }, ordinal: 4, lagMs: 12 },
  'things,boxes': { position: { commit: 5n, prepare: 5n }, ordinal: 3, lagMs: 90 },
};

/** A handler over a database that has one thing; notes the SQL, and what was waited for. */
function setUp({ rows = [{ name: 'a', revision: 3, sort_0: 'a' }], parents = [{}], reaches = true } = {}) {
  const sent: unknown[][] = [];
  const waits: unknown[][] = [];
  const freshness: Freshness = {
    current: (projections = []) => freshnessOf[projections.join()] ?? freshnessOf.things,
    async waitFor({ commit }, timeoutMs, projections) {
      waits.push([commit, timeoutMs, projections]);
      return reaches;
    },
    lagging: (_position, projections = []) =>
      projections.map((projection) => ({ ...freshnessOf.things, projection, state: 'paused' })),
  };
  const database: ReadDatabase = {
    builder: knex({ client: 'pg' }),
    run: (query) => database.send(query.toSQL().toNative()),
    async send({ sql, bindings }) {
      sent.push([sql, ...bindings]);
      return sql.includes('boxes') ? parents : rows;
    },
  };
  return { handler: createQueryHandler({ database, freshness, cursorSecret: 'secret' }), sent, waits };
}

const admin = asking({ role: 'admin' });
const minPosition = { commit: 9n, prepare: 9n };

test('answers with the item, the revision and how fresh it is at least', async () => {
  const { handler, sent } = setUp();
  expect(await handler.one(getThing, {}, admin)).toEqual({
    item: 'a',
    revision: 3,
    freshness: freshnessOf.things,
  });
  expect(sent).toEqual([
    [
      'select "name", "revision" from "read"."things" as "things" where "things"."organization_id" = $1 limit $2',
      admin.organizationId,
      1,
    ],
  ]);
});

test('tells how fresh the projections are that it reads, and no others', async () => {
  const answered = await setUp().handler.list(listThings, { params: {} }, admin);
  expect(answered.freshness).toEqual(freshnessOf['things,boxes']);
  const late = setUp({ reaches: false }).handler.list(listThings, { params: {} }, admin, { minPosition });
  await expect(late).rejects.toMatchObject({ details: [{ position: '5', lagMs: 90 }] });
});

test('refuses wrong parameters before anything is asked', async () => {
  const { handler, sent } = setUp();
  await expect(handler.one(getThing, { x: 1 }, admin)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(sent).toEqual([]);
});

test('says NOT_FOUND for no row, and for a list below nothing', async () => {
  await expect(setUp({ rows: [] }).handler.one(getThing, {}, admin)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(
    setUp({ rows: [], parents: [] }).handler.list(listThings, { params: {} }, admin),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(setUp({ rows: [] }).handler.list(listThings, { params: {} }, admin)).resolves.toMatchObject({
    items: [],
    page: { limit: 50, nextCursor: null, prevCursor: null },
  });
});

describe('who may ask', () => {
  const { handler } = setUp();
  const ask = (who: Parameters<typeof asking>[0]) => handler.one(getThing, {}, asking(who));

  test('the roles of the query, and processes', async () => {
    await expect(ask({ role: 'admin' })).resolves.toBeDefined();
    await expect(ask({ role: null, actor: { type: 'process', id: 'p' } })).resolves.toBeDefined();
    await expect(ask({ role: 'member' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ask({ role: null })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('nobody without a role, even where every role may', async () => {
    const { roles: _, ...open } = getThing;
    await expect(handler.one(open, {}, asking({ role: 'viewer' }))).resolves.toBeDefined();
    await expect(handler.one(open, {}, asking({ role: null }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a consistency token', () => {
  test('is waited for, two seconds by default and ten at most', async () => {
    const { handler, waits } = setUp();
    await handler.one(getThing, {}, admin);
    await handler.one(getThing, {}, admin, { minPosition });
    await handler.list(listThings, { params: {} }, admin, { minPosition, waitMs: 60_000 });
    expect(waits).toEqual([
      [9n, 2_000, ['things']],
      [9n, 10_000, ['things', 'boxes']],
    ]);
  });

  test('that is not reached is UNAVAILABLE, with how far the read models are, and nothing is read', async () => {
    const { handler, sent } = setUp({ reaches: false });
    await expect(handler.one(getThing, {}, admin, { minPosition })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'the read models are not that far yet: things is paused',
      details: [
        {
          field: 'X-Consistency-Token',
          message: expect.stringContaining('without it'),
          ...{ position: '7', lagMs: 12 },
          projections: [{ name: 'things', state: 'paused', position: '7', lagMs: 12 }],
        },
      ],
    });
    expect(sent).toEqual([]);
  });
});
