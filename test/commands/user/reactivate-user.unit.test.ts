import { describe, expect, test } from '@jest/globals';
import { reactivateUser } from '../../../src/commands/user/reactivate-user.ts';
import { decider } from '../../support/given-when-then.ts';
import { deactivated, reactivated, registered, userId } from './user-history.ts';

const reactivate = decider(reactivateUser);

describe('ReactivateUser', () => {
  test('reactivates a deactivated user', () => {
    const state = reactivate.given([registered, deactivated]).when({ userId }).then([reactivated]);
    expect(state).toEqual({ displayName: 'Ann', timeZone: null, isActive: true });
  });

  test('changes nothing for an active one', () => {
    reactivate.given([registered]).when({ userId }).then([]);
  });

  test('refuses a user who is not there', () => {
    reactivate.given([]).when({ userId }).thenRefused('NOT_FOUND');
  });

  test('is for processes only', () => {
    expect(reactivate.given([registered, deactivated]).admits({ userId }, { role: 'owner' })).toBe(false);
    expect(reactivateUser.routes).toBeUndefined();
  });
});
