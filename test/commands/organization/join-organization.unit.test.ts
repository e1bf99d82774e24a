import { describe, expect, test } from '@jest/globals';
import { joinOrganization } from '../../../src/commands/organization/join-organization.ts';
import { decider } from '../../support/given-when-then.ts';
import {
  emailHash,
  invitationId,
  invited,
  justCreated,
  later,
  memberId,
  now,
  organizationId,
  otherEmailHash,
  process,
  revoked,
  settingsChanged,
  staffed,
  strangerId,
} from './organization-history.ts';

const join = decider(joinOrganization);
const joining = { organizationId, userId: strangerId };
const invitation = { ...joining, via: 'invitation', invitationId, emailHash };

describe('JoinOrganization', () => {
  test('makes the founder of an empty organization its owner', () => {
    const state = join
      .given(justCreated)
      .when({ ...joining, via: 'founder' }, process)
      .then([{ type: 'MemberJoined', data: { ...joining, role: 'owner', via: 'founder' } }]);
    expect(state.members).toEqual({ [strangerId]: 'owner' });
  });

  test('refuses a founder where there are members', () => {
    join
      .given(staffed)
      .when({ ...joining, via: 'founder' }, process)
      .thenRefused('RULE_VIOLATED', 'members');
  });

  test('gives those who register the default role, where registration is open', () => {
    join
      .given([...staffed, settingsChanged({ registration: 'open', defaultRole: 'viewer' })])
      .when({ ...joining, via: 'registration' }, process)
      .then([{ type: 'MemberJoined', data: { ...joining, role: 'viewer', via: 'registration' } }]);
  });

  test.each(['invited', 'closed'] as const)('refuses registration where it is %s', (registration) => {
    join
      .given([...staffed, settingsChanged({ registration })])
      .when({ ...joining, via: 'registration' }, process)
      .thenRefused('RULE_VIOLATED', 'not open');
  });

  test('accepts an invitation once, with its role', () => {
    const accepted = {
      type: 'MemberJoined',
      data: { ...joining, role: 'manager', via: 'invitation', invitationId },
    } as const;
    const history = [...staffed, invited(later, { role: 'manager' })];
    const state = join.given(history).when(invitation, process).then([accepted]);
    expect(state.members[strangerId]).toBe('manager');
    expect(state.invitations).toEqual({});
    const another = { ...invitation, userId: '01900000-0000-7000-8000-000000000005' };
    join
      .given([...history, accepted])
      .when(another, process)
      .thenRefused('NOT_FOUND', 'invitation');
  });

  test('refuses an invitation that is unknown, revoked, expired or for another address', () => {
    join.given(staffed).when(invitation, process).thenRefused('NOT_FOUND');
    join
      .given([...staffed, invited(later), revoked])
      .when(invitation, process)
      .thenRefused('NOT_FOUND');
    join
      .given([...staffed, invited(now)])
      .when(invitation, process)
      .thenRefused('RULE_VIOLATED', 'expired');
    join
      .given([...staffed, invited(later)])
      .when({ ...invitation, emailHash: otherEmailHash }, process)
      .thenRefused('FORBIDDEN', 'another address');
  });

  test('refuses an invitation once the organization is closed', () => {
    join
      .given([...staffed, invited(later), settingsChanged({ registration: 'closed' })])
      .when(invitation, process)
      .thenRefused('RULE_VIOLATED', 'closed');
  });

  test('imports with the named role or the default one, whatever the settings', () => {
    const closed = [...staffed, settingsChanged({ registration: 'closed' })];
    join
      .given(closed)
      .when({ ...joining, via: 'import', role: 'analyst' }, process)
      .then([{ type: 'MemberJoined', data: { ...joining, role: 'analyst', via: 'import' } }]);
    join
      .given(closed)
      .when({ ...joining, via: 'import' }, process)
      .then([{ type: 'MemberJoined', data: { ...joining, role: 'member', via: 'import' } }]);
  });

  test('changes nothing for a member', () => {
    join
      .given(staffed)
      .when({ organizationId, userId: memberId, via: 'import', role: 'owner' }, process)
      .then([]);
  });

  test.each([
    { via: 'registration', role: 'owner' },
    { via: 'invitation', invitationId },
    { via: 'invitation', emailHash },
    { via: 'registration', invitationId, emailHash },
    { via: 'import', emailHash },
    { via: 'magic' },
  ])('refuses %j', (wrong) => {
    join
      .given(staffed)
      .when({ ...joining, ...wrong }, process)
      .thenRefused('VALIDATION_FAILED');
  });

  test('is for processes only', () => {
    expect(join.given(staffed).admits({ ...joining, via: 'import' }, { role: 'owner' })).toBe(false);
    expect(joinOrganization.routes).toBeUndefined();
  });
});
