import { describe, expect, test } from '@jest/globals';
import { inviteMember } from '../../../src/commands/organization/invite-member.ts';
import { decider } from '../../support/given-when-then.ts';
import { uuid } from '../../support/uuid.ts';
import {
  admin,
  adminId,
  emailHash,
  invitationId,
  invited,
  later,
  now,
  organizationId,
  otherEmailHash,
  process,
  roleChanged,
  settingsChanged,
  staffed,
} from './organization-history.ts';

const invite = decider(inviteMember);
const input = { organizationId, emailHash, role: 'member', expiresAt: later };

describe('InviteMember', () => {
  test('invites, with the id of the command as the id of the invitation', () => {
    const state = invite
      .given(staffed)
      .when(input, { ...admin, commandId: invitationId })
      .then([invited(later)]);
    expect(state.invitations).toEqual({ [invitationId]: { emailHash, role: 'member', expiresAt: later } });
  });

  test('invites again when the first invitation has expired, and forgets that one', () => {
    const state = invite
      .given([...staffed, invited(now, { id: uuid(51) })])
      .when(input, { commandId: invitationId })
      .then([invited(later)]);
    expect(Object.keys(state.invitations)).toEqual([invitationId]);
  });

  test('refuses an address with an open invitation, not another address', () => {
    const history = [...staffed, invited(later, { id: uuid(51) })];
    invite.given(history).when(input).thenRefused('CONFLICT', 'open invitation');
    const other = { ...input, emailHash: otherEmailHash };
    const state = invite
      .given(history)
      .when(other, { commandId: invitationId })
      .then([
        {
          type: 'MemberInvited',
          data: { organizationId, invitationId, emailHash: otherEmailHash, role: 'member', expiresAt: later },
        },
      ]);
    expect(Object.keys(state.invitations)).toHaveLength(2);
  });

  test('lets owners and processes invite an owner, and nobody else', () => {
    const owner = { ...input, role: 'owner' };
    const commandId = invitationId;
    invite
      .given(staffed)
      .when(owner, { commandId })
      .then([invited(later, { role: 'owner' })]);
    invite
      .given(staffed)
      .when(owner, { commandId, ...process })
      .then([invited(later, { role: 'owner' })]);
    invite.given(staffed).when(owner, admin).thenRefused('FORBIDDEN', 'only an owner');
  });

  test('believes the role of the state, not an older one of the context', () => {
    const owner = { ...input, role: 'owner' };
    invite
      .given(staffed)
      .when(owner, { ...admin, role: 'owner' })
      .thenRefused('FORBIDDEN');
    invite
      .given([...staffed, roleChanged(adminId, 'owner')])
      .when(owner, { ...admin, commandId: invitationId })
      .then([invited(later, { role: 'owner' })]);
  });

  test('lets an API key with the role of an owner invite one', () => {
    const actor = { type: 'apiKey', id: uuid(60) } as const;
    const owner = { ...input, role: 'owner' };
    invite
      .given(staffed)
      .when(owner, { actor, role: 'owner', commandId: invitationId })
      .then([invited(later, { role: 'owner' })]);
    invite.given(staffed).when(owner, { actor, role: 'admin' }).thenRefused('FORBIDDEN');
  });

  test('refuses while the organization is closed', () => {
    invite
      .given([...staffed, settingsChanged({ registration: 'closed' })])
      .when(input)
      .thenRefused('RULE_VIOLATED', 'closed');
  });

  test('lets an invitation expire in a week unless told otherwise', () => {
    const week = new Date(Date.parse(now) + 7 * 86_400_000).toISOString();
    invite
      .given(staffed)
      .when({ organizationId, emailHash, role: 'member' }, { commandId: invitationId })
      .then([invited(week)]);
  });

  test('refuses an invitation that has expired already', () => {
    invite
      .given(staffed)
      .when({ ...input, expiresAt: now })
      .thenRefused('RULE_VIOLATED', 'in the past');
  });

  test.each([{ emailHash: 'ann@example.com' }, { role: 'king' }, { expiresAt: 'tomorrow' }])(
    'refuses %j',
    (wrong) => {
      invite
        .given(staffed)
        .when({ ...input, ...wrong })
        .thenRefused('VALIDATION_FAILED');
    },
  );

  test('is for owners and admins, and has no route of its own', () => {
    expect(invite.given(staffed).admits(input, { role: 'admin' })).toBe(true);
    expect(invite.given(staffed).admits(input, { role: 'manager' })).toBe(false);
    expect(inviteMember.routes).toBeUndefined();
  });
});
