import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { QueryContext, QueryDefinition } from '../../src/core/define-query.ts';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';
import { queries } from '../../src/queries/index.ts';
import { signUps } from '../domain/measures.ts';
import { asking, type QueryFixture, startQueryFixture } from '../support/query-fixture.ts';
import { recordHistory } from '../support/record-history.ts';
import { uuid } from '../support/uuid.ts';

const [objectiveId, keyResultId, owner] = [uuid(1), uuid(2), uuid(3)];
const subject = { keyResultId, objectiveId };
const history = recordHistory([
  {
    stream: `objective-${objectiveId}`,
    type: 'ObjectiveDrafted',
    data: {
      objectiveId,
      cycleId: uuid(5),
      title: 'Secret',
      description: '',
      ownerIds: [uuid(4), owner],
      visibility: 'private',
      tags: [],
    },
  },
  {
    stream: `keyResult-${keyResultId}`,
    type: 'KeyResultDefined',
    data: {
      ...subject,
      cycleId: uuid(5),
      title: 'Secret',
      ownerId: uuid(6),
      weight: '1',
      measure: keyResultMeasure.parse(signUps),
    },
  },
  {
    stream: `keyResult-${keyResultId}`,
    type: 'CheckInRecorded',
    data: {
      ...subject,
      checkInId: uuid(7),
      effectiveOn: '2026-02-01',
      value: '300',
      authorId: uuid(6),
      source: 'api',
    },
  },
]);

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await startQueryFixture(history);
});
afterAll(() => fixture.stop());

const all: Readonly<Record<string, string>> = {
  objectiveId,
  keyResultId,
  checkInId: uuid(7),
  moment: '2026-02-10T00:00:00.000Z',
};

/** How many things of the objective are seen. */
async function seen(query: QueryDefinition, context: QueryContext): Promise<number> {
  const wanted = Object.keys(query.params.shape).filter((name) => name in all);
  const params = Object.fromEntries(wanted.map((name) => [name, all[name]]));
  try {
    if (query.kind === 'one') return (await fixture.handler.one(query, params, context)) ? 1 : 0;
    return (await fixture.handler.list(query, { params }, context)).items.length;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'NOT_FOUND') return 0;
    throw error;
  }
}

const about = queries.filter(({ route, roles }) => /objectives|key-results/.test(route) && !roles);

describe.each(about.map((query) => ({ name: query.name, query })))(
  '$name of a private objective',
  ({ query }) => {
    test('is for its owners, and for owners, admins and auditors of the organization', async () => {
      expect(await seen(query, asking({ role: 'member', userId: owner }))).toBeGreaterThan(0);
      for (const role of ['owner', 'admin', 'auditor'] as const) {
        expect([role, await seen(query, asking({ role }))]).not.toEqual([role, 0]);
      }
      expect(
        await seen(query, asking({ role: null, actor: { type: 'process', id: 'reminders' } })),
      ).toBeGreaterThan(0);
    });

    test('is not there for others', async () => {
      for (const role of ['manager', 'member', 'viewer', 'analyst'] as const) {
        expect([role, await seen(query, asking({ role }))]).toEqual([role, 0]);
      }
      expect(await seen(query, asking({ role: 'member', userId: uuid(6) }))).toBe(0);
      expect(await seen(query, asking({ role: 'member', actor: { type: 'apiKey', id: owner } }))).toBe(0);
      expect(await seen(query, asking({ role: 'owner', organizationId: uuid(99) }))).toBe(0);
    });
  },
);

test('the list of queries that this holds for is complete', () => {
  expect(about.map(({ name }) => name).sort()).toEqual([
    'GetCheckIn',
    'GetKeyResult',
    'GetKeyResultAsOf',
    'GetObjective',
    'ListCheckIns',
    'ListKeyResultHistory',
    'ListKeyResults',
    'ListObjectiveHistory',
    'ListObjectiveKeyResults',
    'ListObjectives',
    'ListProgress',
  ]);
});
