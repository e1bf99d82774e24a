import { describe, expect, test } from '@jest/globals';
import { changeMemberRole } from '../../../src/commands/organization/change-member-role.ts';
import { decider } from '../../support/given-when-then.ts';
import {
  admin,
  adminId,
  memberId,
  organizationId,
  ownerId,
  process,
  removed,
  roleChanged,
  staffed,
  strangerId,
} from './organization-history.ts';

const change = decider(changeMemberRole);
const to = (userId: string, role: string) => ({ organizationId, userId, role });

describe('ChangeMemberRole', () => {
  test('gives a member another role', () => {
    const state = change
      .given(staffed)
      .when(to(memberId, 'manager'), admin)
      .then([roleChanged(memberId, 'manager')]);
    expect(state.members[memberId]).toBe('manager');
  });

  test('changes nothing for the same role, not even for an admin and an owner', () => {
    change.given(staffed).when(to(memberId, 'member')).then([]);
    change.given(staffed).when(to(ownerId, 'owner'), admin).then([]);
  });

  test('refuses who is no member, or no more', () => {
    change.given(staffed).when(to(strangerId, 'member')).thenRefused('NOT_FOUND', 'member');
    change
      .given([...staffed, removed(memberId)])
      .when(to(memberId, 'viewer'))
      .thenRefused('NOT_FOUND', 'member');
  });

  test('lets owners and processes make owners, and nobody else', () => {
    change
      .given(staffed)
      .when(to(memberId, 'owner'))
      .then([roleChanged(memberId, 'owner')]);
    change
      .given(staffed)
      .when(to(memberId, 'owner'), process)
      .then([roleChanged(memberId, 'owner')]);
    change.given(staffed).when(to(memberId, 'owner'), admin).thenRefused('FORBIDDEN', 'only an owner');
    change.given(staffed).when(to(adminId, 'owner'), admin).thenRefused('FORBIDDEN', 'only an owner');
  });

  test('lets owners take the role of another owner, and nobody else', () => {
    const twoOwners = [...staffed, roleChanged(memberId, 'owner')];
    change
      .given(twoOwners)
      .when(to(memberId, 'member'))
      .then([roleChanged(memberId, 'member')]);
    change.given(twoOwners).when(to(memberId, 'member'), admin).thenRefused('FORBIDDEN', 'only an owner');
  });

  test('keeps the last owner', () => {
    change.given(staffed).when(to(ownerId, 'admin')).thenRefused('RULE_VIOLATED', 'last owner');
    change.given(staffed).when(to(ownerId, 'admin'), process).thenRefused('RULE_VIOLATED', 'last owner');
  });

  test('refuses an unknown role', () => {
    change.given(staffed).when(to(memberId, 'king')).thenRefused('VALIDATION_FAILED');
  });
});
