import { describe, expect, test } from '@jest/globals';
import { removeMember } from '../../../src/commands/organization/remove-member.ts';
import { decider } from '../../support/given-when-then.ts';
import {
  admin,
  adminId,
  memberId,
  organizationId,
  ownerId,
  removed,
  roleChanged,
  staffed,
  strangerId,
} from './organization-history.ts';

const remove = decider(removeMember);
const of = (userId: string) => ({ organizationId, userId });

describe('RemoveMember', () => {
  test('takes the member out', () => {
    const state = remove
      .given(staffed)
      .when(of(memberId), admin)
      .then([removed(memberId)]);
    expect(state.members).toEqual({ [ownerId]: 'owner', [adminId]: 'admin' });
  });

  test('refuses who is no member', () => {
    remove.given(staffed).when(of(strangerId)).thenRefused('NOT_FOUND', 'member');
  });

  test('keeps the last owner', () => {
    remove.given(staffed).when(of(ownerId)).thenRefused('RULE_VIOLATED', 'last owner');
  });

  test('lets an owner go or be removed by an owner while there is another, not by an admin', () => {
    const twoOwners = [...staffed, roleChanged(memberId, 'owner')];
    remove
      .given(twoOwners)
      .when(of(ownerId))
      .then([removed(ownerId)]);
    remove
      .given(twoOwners)
      .when(of(memberId))
      .then([removed(memberId)]);
    remove.given(twoOwners).when(of(memberId), admin).thenRefused('FORBIDDEN', 'only an owner');
  });

  test('admits owners, admins, and whoever leaves', () => {
    const { admits } = remove.given(staffed);
    const actor = { type: 'user', id: memberId } as const;
    expect(admits(of(memberId), { role: 'admin' })).toBe(true);
    expect(admits(of(memberId), { actor, role: 'member' })).toBe(true);
    expect(admits(of(adminId), { actor, role: 'member' })).toBe(false);
    expect(admits(of(memberId), { actor: { type: 'apiKey', id: memberId }, role: 'member' })).toBe(false);
  });
});
