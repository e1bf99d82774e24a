import { describe, expect, test } from '@jest/globals';
import { createOrganization } from '../../../src/commands/organization/create-organization.ts';
import { organizationSlugStream } from '../../../src/commands/organization-slug/organization-slug.stream.ts';
import { factReader } from '../../support/fact-reader.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';
import {
  created,
  justCreated,
  organizationId,
  ownerId,
  process,
  settingsChanged,
} from './organization-history.ts';

const create = decider(createOrganization);
const input = { organizationId, name: ' Acme ', slug: 'acme' };
const facts = { slugClaimedBy: organizationId };
const founded = {
  type: 'MemberJoined',
  data: { organizationId, userId: ownerId, role: 'owner', via: 'founder' },
} as const;

describe('CreateOrganization', () => {
  test('creates it with the default settings and makes the user its owner', () => {
    const state = create
      .given([])
      .when(input, { facts })
      .then([...justCreated, founded]);
    expect(state).toEqual({
      name: 'Acme',
      slug: 'acme',
      settings: {
        timeZone: 'UTC',
        fiscalYearStartMonth: 1,
        currency: 'EUR',
        checkInCadenceDays: 7,
        graceDays: 3,
        onTrackPace: '0.95',
        atRiskPace: '0.75',
        approvalRequired: false,
        registration: 'invited',
        defaultRole: 'member',
        rollUp: 'both',
      },
      members: { [ownerId]: 'owner' },
      invitations: {},
    });
  });

  test('takes settings that the client names', () => {
    const named = { timeZone: 'Europe/Berlin', currency: 'USD', onTrackPace: 0.9 };
    create
      .given([])
      .when({ ...input, settings: named }, { facts })
      .then([created, settingsChanged({ ...named, onTrackPace: '0.9' }), founded]);
  });

  test('has no founder when a process asks', () => {
    create
      .given([])
      .when(input, { facts, ...process })
      .then([...justCreated]);
  });

  test.each([uuid(77), null])('refuses a slug claimed by %s', (slugClaimedBy) => {
    create.given([]).when(input, { facts: { slugClaimedBy } }).thenRefused('CONFLICT', 'slug');
  });

  test('refuses paces out of order', () => {
    create
      .given([])
      .when({ ...input, settings: { atRiskPace: '0.96' } }, { facts })
      .thenRefused('RULE_VIOLATED', 'atRiskPace');
  });

  test('refuses one that is there', () => {
    create.given(justCreated).when(input, { facts }).thenRefused('CONFLICT');
  });

  test.each([
    { name: '  ' },
    { slug: 'No Slug' },
    { settings: { timeZone: 'Europe/Atlantis' } },
    { settings: { defaultRole: 'owner' } },
    { settings: { fiscalYearStartMonth: 13 } },
    { settings: { unknown: 1 } },
  ])('refuses %j', (wrong) => {
    create
      .given([])
      .when({ ...input, ...wrong }, { facts })
      .thenRefused('VALIDATION_FAILED');
  });

  test('asks who has the slug', async () => {
    const parsed = createOrganization.input.parse(input);
    const claimed = factReader({
      states: [[organizationSlugStream, 'acme', { organizationId: uuid(77) }]],
    });
    const initial = createOrganization.stream.initial;
    expect(await createOrganization.prepare?.(parsed, claimed, testContext, initial)).toEqual({
      slugClaimedBy: uuid(77),
    });
    expect(await createOrganization.prepare?.(parsed, factReader({}), testContext, initial)).toEqual({
      slugClaimedBy: null,
    });
  });

  test('admits every user and no API key', () => {
    expect(create.given([]).admits(input, {})).toBe(true);
    expect(create.given([]).admits(input, { actor: { type: 'apiKey', id: uuid(5) }, role: 'owner' })).toBe(
      false,
    );
  });
});
