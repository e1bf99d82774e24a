import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listKeyResults } from '../../../src/queries/key-results/list-key-results.ts';
import { listObjectives } from '../../../src/queries/objectives/list-objectives.ts';
import type { ListRequest } from '../../../src/runtime/queries/ports.ts';
import { oneHistory } from '../../support/histories.ts';
import { asking, type QueryFixture, startQueryFixture } from '../../support/query-fixture.ts';

const history = oneHistory(1_200, 7);
const context = asking({ organizationId: history[0]?.meta.organizationId ?? '' });

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await startQueryFixture(history);
});
afterAll(() => fixture.stop());

const keyResults = async (filter: unknown) => {
  const params = { removed: 'include' };
  return (await fixture.handler.list(listKeyResults, { params, filter, limit: 200 }, context)).items;
};
const objectives = async (filter: unknown) => {
  const params = { archived: 'include' };
  return (await fixture.handler.list(listObjectives, { params, filter, limit: 200 }, context)).items;
};

type KeyResult = Awaited<ReturnType<typeof keyResults>>[number];

const cases: [string, unknown, (one: KeyResult) => boolean][] = [
  ['text eq', { type: 'number' }, ({ measure }) => measure.type === 'number'],
  ['text ne', { type: { ne: 'number' } }, ({ measure }) => measure.type !== 'number'],
  ['text ne, null included', { unit: { ne: '%' } }, ({ unit }) => unit !== '%'],
  ['text in', { type: { in: 'number,boolean' } }, ({ measure }) => /^(number|boolean)$/.test(measure.type)],
  [
    'text like, any case',
    { title: { like: 'key RESULT 4' } },
    ({ title }) => title.startsWith('Key result 4'),
  ],
  ['integer gte', { confidence: { gte: '5' } }, ({ confidence }) => (confidence ?? -1) >= 5],
  ['integer in', { confidence: { in: '1,2,3' } }, ({ confidence }) => [1, 2, 3].includes(confidence ?? -1)],
  [
    'number gt and lt',
    { progress: { gt: '0.1', lt: '0.9' } },
    ({ progress }) => +progress > 0.1 && +progress < 0.9,
  ],
  ['number eq', { progress: '1' }, ({ progress }) => progress === '1'],
  [
    'date lte',
    { lastEffectiveOn: { lte: '2026-02-14' } },
    (one) => (one.lastEffectiveOn ?? '9') <= '2026-02-14',
  ],
  ['boolean', { hasCheckIn: 'true' }, ({ hasCheckIn }) => hasCheckIn],
  ['boolean ne', { hasCheckIn: { ne: 'true' } }, ({ hasCheckIn }) => !hasCheckIn],
  [
    'two fields',
    { type: 'percent', hasCheckIn: 'false' },
    (one) => one.measure.type === 'percent' && !one.hasCheckIn,
  ],
];

describe('key results', () => {
  test.each(cases)('%s', async (_, filter, holds) => {
    const all = await keyResults({});
    const expected = all.filter(holds).map(({ id }) => id);
    expect((await keyResults(filter)).map(({ id }) => id)).toEqual(expected);
    expect([expected.length > 0, expected.length < all.length]).toEqual([true, true]);
  });

  test('by id and moment', async () => {
    const [one] = await keyResults({});
    expect(await keyResults({ id: one?.id.toUpperCase() })).toEqual([one]);
    expect(await keyResults({ id: one?.id, createdAt: { lte: one?.createdAt } })).toEqual([one]);
    expect(await keyResults({ id: one?.id, createdAt: { lt: one?.createdAt } })).toEqual([]);
  });
});

test('objectives by owner and tag', async () => {
  const all = await objectives({});
  const owner = all[0]?.ownerIds[0] ?? '';
  const owned = all.filter(({ ownerIds }) => ownerIds.includes(owner));
  expect(await objectives({ ownerId: owner })).toEqual(owned);
  expect(await objectives({ ownerId: { in: `${owner},${owner}` } })).toEqual(owned);
  expect(await objectives({ ownerId: { ne: owner } })).toHaveLength(all.length - owned.length);
  expect(await objectives({ tag: 'growth' })).toEqual(all.filter(({ tags }) => tags.includes('growth')));
});

test('what people search for is no pattern', async () => {
  expect(await keyResults({ title: { like: '%' } })).toEqual([]);
  expect(await keyResults({ title: { like: "_'; --" } })).toEqual([]);
});

const refused: [Omit<ListRequest, 'params'>, string][] = [
  [{ filter: { secret: '1' } }, 'filter[secret]'],
  [{ filter: { constructor: '1' } }, 'filter[constructor]'],
  [{ filter: { type: { like: 'a', gt: 'b' } } }, 'filter[type][gt]'],
  [{ filter: { progress: { like: '1' } } }, 'filter[progress][like]'],
  [{ filter: { progress: 'much' } }, 'filter[progress]'],
  [{ filter: { confidence: '1.5' } }, 'filter[confidence]'],
  [{ filter: { confidence: { in: '1,x' } } }, 'filter[confidence][in]'],
  [{ filter: { ownerId: 'me' } }, 'filter[ownerId]'],
  [{ filter: { hasCheckIn: 'yes' } }, 'filter[hasCheckIn]'],
  [{ filter: { lastEffectiveOn: '2026-02-30' } }, 'filter[lastEffectiveOn]'],
  [{ filter: { createdAt: 'yesterday' } }, 'filter[createdAt]'],
  [{ filter: { title: 'a\u0000b' } }, 'filter[title]'],
  [{ filter: { title: ['a', 'b'] } }, 'filter[title][0]'],
  [{ filter: { id: { in: Array.from({ length: 101 }, () => 'x').join(',') } } }, 'filter[id][in]'],
  [{ sort: 'title' }, 'sort'],
  [{ sort: 'title:up' }, 'sort'],
  [{ sort: 'title:asc,title:desc' }, 'sort'],
  [{ sort: 'measure:asc' }, 'sort'],
  [{ sort: 'constructor:asc' }, 'sort'],
  [{ sort: '' }, 'sort'],
  [{ limit: '0' }, 'limit'],
  [{ limit: '201' }, 'limit'],
  [{ limit: 'all' }, 'limit'],
  [{ limit: '0x10' }, 'limit'],
  [{ limit: '1e2' }, 'limit'],
  [{ perPage: '1.5' }, 'perPage'],
  [{ page: '0' }, 'page'],
  [{ page: '1', limit: '5' }, 'limit'],
];

test.each(refused)('%j is refused, naming %s', async (request, field) => {
  await expect(
    fixture.handler.list(listKeyResults, { params: {}, ...request }, context),
  ).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    details: expect.arrayContaining([expect.objectContaining({ field, message: expect.any(String) })]),
  });
});

test('an unknown parameter is refused', async () => {
  await expect(
    fixture.handler.list(listKeyResults, { params: { colour: 'red' } }, context),
  ).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: [{ field: 'colour' }] });
});
