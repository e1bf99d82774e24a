import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listKeyResults } from '../../../src/queries/key-results/list-key-results.ts';
import { listObjectives } from '../../../src/queries/objectives/list-objectives.ts';
import type { ListRequest } from '../../../src/runtime/queries/ports.ts';
import { oneHistory } from '../../support/histories.ts';
import { asking, type QueryFixture, startQueryFixture } from '../../support/query-fixture.ts';

const history = oneHistory(1_500);
const organizationId = history[0]?.meta.organizationId ?? '';
const context = asking({ organizationId });

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await startQueryFixture(history);
});
afterAll(() => fixture.stop());

const list = (request: Partial<ListRequest> = {}, who = context) =>
  fixture.handler.list(listKeyResults, { params: { removed: 'include' }, ...request }, who);

/** Pages until there is no next one, or no previous one. */
async function walk(request: Partial<ListRequest>, direction: 'nextCursor' | 'prevCursor') {
  const ids: string[][] = [];
  let cursor = request.cursor;
  for (;;) {
    const { items, page } = await list({ ...request, ...(cursor === undefined ? {} : { cursor }) });
    if (!('limit' in page)) throw new Error('not a page by cursor');
    ids.push(items.map(({ id }) => id));
    const next = page[direction];
    if (next === null) return { ids, last: cursor };
    cursor = next;
  }
}

const sorts = [
  'createdAt:asc',
  'progress:desc',
  'confidence:asc',
  'confidence:desc',
  'lastEffectiveOn:desc,title:asc',
  'completedOn:asc,confidence:desc,progress:asc',
  'title:desc',
];

describe.each(sorts)('sorted by %s', (sort) => {
  test.each([3, 7, 200])('pages of %i show every row once, in order, and back again', async (limit) => {
    const whole = await list({ sort, page: 1, perPage: 200 });
    const expected = whole.items.map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(20);

    const forwards = await walk({ sort, limit }, 'nextCursor');
    expect(forwards.ids.flat()).toEqual(expected);
    const backwards = await walk({ sort, limit, cursor: forwards.last }, 'prevCursor');
    const again = backwards.ids.toReversed().flat();
    expect(again).toEqual(expected);
  });
});

test('nulls come last ascending, first descending', async () => {
  const confidences = async (sort: string) =>
    (await list({ sort, limit: 200 })).items.map(({ confidence }) => confidence ?? Number.POSITIVE_INFINITY);
  const ascending = await confidences('confidence:asc');
  expect(ascending).toEqual([...ascending].sort((a, b) => (a === b ? 0 : a - b)));
  expect(ascending.at(-1)).toBe(Number.POSITIVE_INFINITY);
  expect(ascending[0]).toBeLessThan(11);
  expect(await confidences('confidence:desc')).toEqual(ascending.toReversed());
});

test('rows that come and go elsewhere neither repeat nor hide a row', async () => {
  const { items, page } = await list({ sort: 'title:asc', limit: 5 });
  const rest = await list({ sort: 'title:asc', page: 1, perPage: 200 });
  await fixture.pool.query('DELETE FROM read.key_results WHERE id = $1', [items[0]?.id]);
  const next = await list({ sort: 'title:asc', limit: 5, cursor: 'limit' in page ? page.nextCursor : null });
  expect(next.items.map(({ id }) => id)).toEqual(rest.items.slice(5, 10).map(({ id }) => id));
});

test('pages with numbers tell the total', async () => {
  const { page: first } = await list({ perPage: 5 });
  if (!('total' in first)) throw new Error('not a numbered page');
  expect(first).toEqual({ page: 1, perPage: 5, total: first.total, pages: Math.ceil(first.total / 5) });
  const beyond = await list({ page: 9_000, perPage: 5 });
  expect(beyond).toMatchObject({ items: [], page: { page: 9_000, total: first.total } });
});

test('a cursor is of no use for another list, sort, filter, parameter or organization, or changed', async () => {
  const { page } = await list({ limit: 2 });
  const cursor = ('limit' in page && page.nextCursor) || '';
  await expect(list({ limit: 2, cursor })).resolves.toMatchObject({ items: { length: 2 } });

  const refused = { code: 'VALIDATION_FAILED', details: [{ field: 'cursor' }] };
  const changed = `${cursor.slice(0, -2)}${cursor.endsWith('AA') ? 'BB' : 'AA'}`;
  for (const request of [
    { cursor, sort: 'title:asc' },
    { cursor, sort: 'createdAt:asc' },
    { cursor, filter: { type: 'number' } },
    { cursor, params: { removed: 'only' } },
    { cursor: changed },
    { cursor: '' },
    { cursor: 'x' },
    { cursor: 7 },
  ]) {
    await expect(list(request)).rejects.toMatchObject(refused);
  }
  const elsewhere = asking({ organizationId: '01900000-0000-7000-8000-00000000ffff' });
  await expect(list({ cursor }, elsewhere)).rejects.toMatchObject(refused);
  await expect(fixture.handler.list(listObjectives, { params: {}, cursor }, context)).rejects.toMatchObject(
    refused,
  );
});
