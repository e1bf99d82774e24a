import { describe, expect, test } from '@jest/globals';
import { defaultSettings } from '../../src/domain/default-settings.ts';
import { cycles } from '../../src/projections/cycles.ts';
import { organizations } from '../../src/projections/organizations.ts';
import { users } from '../../src/projections/users.ts';
import { projectInMemory } from '../support/project-in-memory.ts';
import { recordHistory } from '../support/record-history.ts';
import { uuid } from '../support/uuid.ts';

const stream =
  (category: string) =>
  (type: string, data: Record<string, unknown> = {}) => ({
    stream: `${category}-${uuid(1)}`,
    type,
    data: { [`${category}Id`]: uuid(1), ...data },
  });

describe('organizations', () => {
  const of = stream('organization');
  const created = of('OrganizationCreated', { name: 'Acme', slug: 'acme' });
  const joined = (userId: string) => of('MemberJoined', { userId, role: 'member', via: 'invitation' });

  test('have their settings and the revision of the stream', () => {
    const settings = { ...defaultSettings, timeZone: 'Europe/Berlin', graceDays: 5 };
    const invited = {
      invitationId: uuid(8),
      emailHash: 'ab'.repeat(32),
      role: 'viewer',
      expiresAt: '2026-02-01',
    };
    const { organizations: rows } = projectInMemory(
      organizations,
      recordHistory([
        created,
        of('OrganizationSettingsChanged', settings),
        of('OrganizationRenamed', { name: 'Acme SE' }),
        of('MemberInvited', invited),
        of('InvitationRevoked', { invitationId: uuid(8) }),
      ]),
    );
    expect(rows).toEqual([
      expect.objectContaining({
        organization_id: uuid(1),
        name: 'Acme SE',
        slug: 'acme',
        time_zone: 'Europe/Berlin',
        grace_days: 5,
        on_track_pace: '0.95',
        revision: 4,
      }),
    ]);
  });

  test('have the members that joined and were not removed', () => {
    const tables = projectInMemory(
      organizations,
      recordHistory([
        created,
        joined(uuid(2)),
        joined(uuid(3)),
        of('MemberRoleChanged', { userId: uuid(3), role: 'admin' }),
        of('MemberRemoved', { userId: uuid(2) }),
      ]),
    );
    expect(tables.members).toEqual([
      {
        organization_id: uuid(1),
        user_id: uuid(3),
        role: 'admin',
        joined_via: 'invitation',
        joined_at: '2026-01-01T00:00:03.000Z',
        updated_at: '2026-01-01T00:00:04.000Z',
        revision: 3,
      },
    ]);
    expect(tables.organizations[0]?.revision).toBe(4);
  });
});

describe('users', () => {
  const of = stream('user');
  const registered = of('UserRegistered', { email: 'ada@example.com', displayName: 'Ada', timeZone: null });

  test('have their profile and status', () => {
    const profile = { displayName: 'Ada L.', timeZone: 'Europe/London' };
    const status = (...more: ReturnType<typeof of>[]) =>
      projectInMemory(users, recordHistory([registered, ...more])).users[0];
    expect(status()).toMatchObject({ email: 'ada@example.com', display_name: 'Ada', status: 'active' });
    expect(status(of('UserProfileChanged', profile), of('UserDeactivated'))).toMatchObject({
      display_name: 'Ada L.',
      time_zone: 'Europe/London',
      status: 'deactivated',
      revision: 2,
    });
    expect(status(of('UserDeactivated'), of('UserReactivated'))).toMatchObject({ status: 'active' });
  });
});

describe('cycles', () => {
  const of = stream('cycle');
  const defined = of('CycleDefined', {
    name: 'Q1',
    kind: 'quarter',
    startsOn: '2026-01-01',
    endsOn: '2026-03-31',
  });
  const row = (...events: ReturnType<typeof of>[]) =>
    projectInMemory(cycles, recordHistory([defined, ...events])).cycles[0];

  test('have their dates and phase', () => {
    const dates = { startsOn: '2026-01-05', endsOn: '2026-04-05' };
    expect(row()).toMatchObject({
      name: 'Q1',
      starts_on: '2026-01-01',
      ends_on: '2026-03-31',
      phase: 'defined',
    });
    expect(row(of('CycleRescheduled', dates))).toMatchObject({
      starts_on: '2026-01-05',
      ends_on: '2026-04-05',
    });
    const way = [of('CycleActivated'), of('CycleGradingOpened'), of('CycleClosed'), of('CycleReopened')];
    const phases = way.map((_, index) => row(...way.slice(0, index + 1))?.phase);
    expect(phases).toEqual(['active', 'grading', 'closed', 'grading']);
  });
});
