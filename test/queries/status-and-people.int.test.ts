import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultSettings } from '../../src/domain/default-settings.ts';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';
import { listAuditEvents } from '../../src/queries/audit/list-audit-events.ts';
import { getKeyResult } from '../../src/queries/key-results/get-key-result.ts';
import { getObjective } from '../../src/queries/objectives/get-objective.ts';
import { listObjectives } from '../../src/queries/objectives/list-objectives.ts';
import { getOrganization } from '../../src/queries/organizations/get-organization.ts';
import { listMembers } from '../../src/queries/organizations/list-members.ts';
import { getUser } from '../../src/queries/users/get-user.ts';
import { signUps } from '../domain/measures.ts';
import { asking, type QueryFixture, startQueryFixture } from '../support/query-fixture.ts';
import { type HistoryEvent, recordHistory } from '../support/record-history.ts';
import { uuid } from '../support/uuid.ts';

const organizationId = uuid(900);
const [objectiveId, keyResultId, cycleId, ada, bob] = [uuid(1), uuid(2), uuid(3), uuid(4), uuid(5)];

const person = (userId: string, displayName: string, role: string): HistoryEvent[] => [
  {
    stream: `user-${userId}`,
    type: 'UserRegistered',
    data: { userId, email: `${displayName.toLowerCase()}@example.com`, displayName, timeZone: null },
  },
  {
    stream: `organization-${organizationId}`,
    type: 'MemberJoined',
    data: { organizationId, userId, role, via: 'invitation' },
  },
];
const event = (type: string, data: Record<string, unknown> = {}): HistoryEvent => ({
  stream: `objective-${objectiveId}`,
  type,
  data: { objectiveId, ...data },
});

const history = recordHistory([
  {
    stream: `organization-${organizationId}`,
    type: 'OrganizationCreated',
    data: { organizationId, name: 'Acme', slug: 'acme' },
  },
  {
    stream: `organization-${organizationId}`,
    type: 'OrganizationSettingsChanged',
    data: { organizationId, ...defaultSettings, timeZone: 'Pacific/Auckland' },
  },
  ...person(ada, 'Ada', 'owner'),
  ...person(bob, 'Bob', 'member'),
  {
    stream: `cycle-${cycleId}`,
    type: 'CycleDefined',
    data: { cycleId, name: 'February', kind: 'month', startsOn: '2026-02-01', endsOn: '2026-02-21' },
  },
  event('ObjectiveDrafted', {
    cycleId,
    title: 'Grow',
    description: '',
    ownerIds: [ada],
    visibility: 'organization',
    tags: [],
  }),
  event('ObjectiveActivated', { activatedOn: '2026-01-20' }),
  {
    stream: `keyResult-${keyResultId}`,
    type: 'KeyResultDefined',
    data: {
      keyResultId,
      objectiveId,
      cycleId,
      title: 'Sign-ups',
      ownerId: bob,
      weight: '1',
      measure: keyResultMeasure.parse({ ...signUps, checkpoints: [{ date: '2026-02-11', value: '200' }] }),
    },
  },
  {
    stream: `keyResult-${keyResultId}`,
    type: 'CheckInRecorded',
    data: {
      keyResultId,
      objectiveId,
      checkInId: uuid(6),
      effectiveOn: '2026-02-05',
      value: '260',
      authorId: bob,
      source: 'manual',
    },
  },
]);

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await startQueryFixture(history);
});
afterAll(() => fixture.stop());

describe('pace and status', () => {
  const objective = async (now: string) =>
    (await fixture.handler.one(getObjective, { objectiveId }, asking({ now }))).item;
  const keyResult = async (now: string) =>
    (await fixture.handler.one(getKeyResult, { keyResultId }, asking({ now }))).item;

  test('are those of the day of the question, in the time zone of the organization', async () => {
    // It is the 11th in Auckland by then: 10 of 20 days have gone.
    const now = '2026-02-10T11:00:00.000Z';
    expect(await objective(now)).toMatchObject({
      progress: '0.4',
      expectedProgress: '0.5',
      pace: '0.8',
      status: 'atRisk',
    });
    expect(await keyResult(now)).toMatchObject({
      progress: '0.4',
      expectedProgress: '0.25',
      pace: '1.6',
      status: 'onTrack',
    });
    expect(await objective('2026-02-10T10:00:00.000Z')).toMatchObject({ expectedProgress: '0.45' });
  });

  test('are stale after too long without a check-in, and off track when far behind', async () => {
    expect(await objective('2026-02-15T12:00:00.000Z')).toMatchObject({ status: 'stale' });
    expect(await objective('2026-02-14T12:00:00.000Z')).toMatchObject({ status: 'offTrack' });
  });

  test('the revision of the answer is that of the stream', async () => {
    expect((await fixture.handler.one(getObjective, { objectiveId }, asking())).revision).toBe(1);
    expect((await fixture.handler.one(getKeyResult, { keyResultId }, asking())).revision).toBe(1);
  });
});

test('an archived objective is listed where it is asked for', async () => {
  await fixture.pool.query('UPDATE read.objectives SET is_archived = true');
  const count = async (params: Record<string, unknown>) =>
    (await fixture.handler.list(listObjectives, { params }, asking())).items.length;
  expect([await count({}), await count({ archived: 'include' }), await count({ archived: 'only' })]).toEqual([
    0, 1, 1,
  ]);
});

describe('people', () => {
  const emailOf = async (userId: string, who: Parameters<typeof asking>[0]) =>
    (await fixture.handler.one(getUser, { userId }, asking(who))).item.email;

  test('an e-mail address is for oneself, owners and admins', async () => {
    expect(await emailOf(bob, { role: 'member', userId: bob })).toBe('bob@example.com');
    expect(await emailOf(bob, { role: 'admin' })).toBe('bob@example.com');
    expect(await emailOf(bob, { role: 'member', userId: ada })).toBeNull();
    expect(await emailOf(bob, { role: 'auditor' })).toBeNull();
    expect(await emailOf(bob, { role: 'manager', actor: { type: 'apiKey', id: bob } })).toBeNull();
  });

  test('members are listed by name, with their role', async () => {
    const { items } = await fixture.handler.list(listMembers, { params: { organizationId } }, asking());
    expect(items.map(({ displayName, role }) => [displayName, role])).toEqual([
      ['Ada', 'owner'],
      ['Bob', 'member'],
    ]);
    const managers = { params: { organizationId }, filter: { role: 'manager' } };
    expect((await fixture.handler.list(listMembers, managers, asking())).items).toEqual([]);
  });

  test('who left is not there any more', async () => {
    await fixture.pool.query('DELETE FROM read.members WHERE user_id = $1', [bob]);
    await expect(emailOf(bob, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('another organization is not there', async () => {
    const elsewhere = asking({ organizationId: uuid(99) });
    await expect(fixture.handler.one(getOrganization, { organizationId }, elsewhere)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(
      fixture.handler.list(listMembers, { params: { organizationId } }, elsewhere),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(fixture.handler.one(getUser, { userId: ada }, elsewhere)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('the audit log', () => {
  const types = async (filter: unknown, sort = 'position:asc') =>
    (
      await fixture.handler.list(listAuditEvents, { params: {}, filter, sort }, asking({ role: 'auditor' }))
    ).items.map(({ type }) => type);

  test('is found by what an event is about, its type, time and cause', async () => {
    expect(await types({ objectiveId })).toEqual([
      'ObjectiveDrafted',
      'ObjectiveActivated',
      'KeyResultDefined',
      'CheckInRecorded',
    ]);
    expect(await types({ keyResultId }, 'position:desc')).toEqual(['CheckInRecorded', 'KeyResultDefined']);
    expect(await types({ stream: `cycle-${cycleId}` })).toEqual(['CycleDefined']);
    expect(await types({ type: { in: 'CycleDefined,UserRegistered' } })).toHaveLength(3);
    expect(await types({ recordedAt: { lt: history[2]?.recordedAt } })).toHaveLength(2);
    expect(await types({ actorId: uuid(901), correlationId: uuid(903) })).toHaveLength(history.length);
    expect(await types({ actorId: 'nobody' })).toEqual([]);
  });

  test('is for owners, admins and auditors', async () => {
    await expect(
      fixture.handler.list(listAuditEvents, { params: {} }, asking({ role: 'manager' })),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
