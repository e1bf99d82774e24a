import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ListQuery } from '../../src/core/define-query.ts';
import { getCheckIn } from '../../src/queries/key-results/get-check-in.ts';
import { getKeyResultAsOf } from '../../src/queries/key-results/get-key-result-as-of.ts';
import { listCheckIns } from '../../src/queries/key-results/list-check-ins.ts';
import { listKeyResultHistory } from '../../src/queries/key-results/list-key-result-history.ts';
import { listProgress } from '../../src/queries/key-results/list-progress.ts';
import {
  checkedIn,
  corrected,
  defined,
  objectiveId,
  retracted,
  targetRevised,
} from '../projections/key-result-history.ts';
import { asking, type QueryFixture, startQueryFixture } from '../support/query-fixture.ts';
import { recordHistory } from '../support/record-history.ts';
import { uuid } from '../support/uuid.ts';

const day = (n: number) => `2026-02-0${n}T12:00:00.000Z`;
const history = recordHistory([
  {
    stream: `objective-${objectiveId}`,
    type: 'ObjectiveDrafted',
    data: {
      objectiveId,
      cycleId: uuid(2),
      title: 'Grow',
      description: '',
      ownerIds: [uuid(3)],
      visibility: 'organization',
      tags: [],
    },
  },
  { ...defined(10), at: day(1) },
  { ...checkedIn(10, 20, '2026-02-01', '300'), at: day(2) },
  { ...checkedIn(10, 21, '2026-02-02', '500', 8), at: day(3) },
  { ...corrected(10, 21, '2026-02-02', '400'), at: day(4) },
  { ...targetRevised(10), at: day(5) },
  { ...retracted(10, 21), at: day(6) },
]);
const keyResultId = uuid(10);

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await startQueryFixture(history);
});
afterAll(() => fixture.stop());

const asOf = async (moment: string) =>
  (await fixture.handler.one(getKeyResultAsOf, { keyResultId, moment }, asking())).item;

test('as of a moment it is what was known at that moment', async () => {
  await expect(asOf('2026-02-01T11:59:59.999Z')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const known = [];
  for (const n of [1, 2, 3, 4, 5, 6]) {
    const { measure, checkInId, effectiveOn, value, rawProgress, confidence } = await asOf(day(n));
    known.push([
      checkInId,
      effectiveOn,
      value,
      rawProgress,
      confidence,
      'target' in measure && measure.target,
    ]);
  }
  expect(known).toEqual([
    [null, null, null, '0', null, '500'],
    [uuid(20), '2026-02-01', '300', '0.5', null, '500'],
    [uuid(21), '2026-02-02', '500', '1', 8, '500'],
    [uuid(21), '2026-02-02', '400', '0.75', null, '500'],
    [uuid(21), '2026-02-02', '400', '0.375', null, '900'],
    [uuid(20), '2026-02-01', '300', '0.25', null, '900'],
  ]);
  expect(await asOf('2026-02-05T11:59:59.999Z')).toMatchObject({
    moment: '2026-02-05T11:59:59.999Z',
    value: '400',
  });
});

const progress = async (knownAt?: string) => {
  const params = { keyResultId, ...(knownAt === undefined ? {} : { knownAt }) };
  const { items } = await fixture.handler.list(listProgress, { params }, asking());
  return items.map((item) => [item.id, item.rawProgress, item.target, item.cause, item.supersededCause]);
};

test('progress over the days, as known at a moment and now', async () => {
  expect(await progress(day(3))).toEqual([
    [uuid(20), '0.5', '500', 'recorded', 'target_revised'],
    [uuid(21), '1', '500', 'recorded', 'corrected'],
  ]);
  expect(await progress(day(5))).toEqual([
    [uuid(20), '0.25', '900', 'target_revised', null],
    [uuid(21), '0.375', '900', 'target_revised', 'retracted'],
  ]);
  expect(await progress()).toEqual([[uuid(20), '0.25', '900', 'target_revised', null]]);
});

test('check-ins are those that stand', async () => {
  const { items } = await fixture.handler.list(listCheckIns, { params: { keyResultId } }, asking());
  expect(items).toEqual([
    {
      id: uuid(20),
      keyResultId,
      objectiveId,
      effectiveOn: '2026-02-01',
      value: '300',
      rawProgress: '0.25',
      progress: '0.25',
      confidence: null,
      comment: null,
      source: 'manual',
      externalRef: null,
      authorId: 'author',
      checkedInAt: day(2),
    },
  ]);
});

test('a check-in is as it stands, until it is retracted', async () => {
  const get = (checkInId: string, key = keyResultId) =>
    fixture.handler.one(getCheckIn, { keyResultId: key, checkInId }, asking());
  expect((await get(uuid(20))).item).toMatchObject({ id: uuid(20), value: '300', progress: '0.25' });
  for (const [checkInId, key] of [[uuid(21)], [uuid(22)], [uuid(20), uuid(11)]] as const)
    await expect(get(checkInId, key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('history is all that happened, in order', async () => {
  const ask = async (sort?: string) =>
    (
      await fixture.handler.list(
        listKeyResultHistory,
        { params: { keyResultId }, ...(sort === undefined ? {} : { sort }) },
        asking(),
      )
    ).items.map(({ type }) => type);
  const types = history.slice(1).map(({ type }) => type);
  expect(await ask()).toEqual(types);
  expect(await ask('position:desc')).toEqual(types.toReversed());
});

test('a key result that is not there has no lists', async () => {
  const lists: readonly ListQuery[] = [listProgress, listCheckIns, listKeyResultHistory];
  for (const query of lists) {
    const request = { params: { keyResultId: uuid(77) } };
    await expect(fixture.handler.list(query, request, asking())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});
