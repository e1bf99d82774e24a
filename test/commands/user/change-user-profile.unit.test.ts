import { describe, expect, test } from '@jest/globals';
import { changeUserProfile } from '../../../src/commands/user/change-user-profile.ts';
import { decider } from '../../support/given-when-then.ts';
import { uuid } from '../../support/uuid.ts';
import { deactivated, reactivated, registered, userId } from './user-history.ts';

const change = decider(changeUserProfile);

describe('ChangeUserProfile', () => {
  test('keeps what is not named', () => {
    const inBerlin = {
      type: 'UserProfileChanged',
      data: { userId, displayName: 'Ann', timeZone: 'Europe/Berlin' },
    } as const;
    change.given([registered]).when({ userId, timeZone: 'Europe/Berlin' }).then([inBerlin]);
    const state = change
      .given([registered, inBerlin])
      .when({ userId, displayName: 'Anna' })
      .then([
        { type: 'UserProfileChanged', data: { userId, displayName: 'Anna', timeZone: 'Europe/Berlin' } },
      ]);
    expect(state).toEqual({ displayName: 'Anna', timeZone: 'Europe/Berlin', isActive: true });
    change
      .given([registered, inBerlin])
      .when({ userId, timeZone: null })
      .then([{ type: 'UserProfileChanged', data: { userId, displayName: 'Ann', timeZone: null } }]);
  });

  test.each([{}, { displayName: 'Ann ' }, { timeZone: null }])('changes nothing for %j', (same) => {
    change
      .given([registered])
      .when({ userId, ...same })
      .then([]);
  });

  test('refuses a deactivated user until reactivated', () => {
    const input = { userId, displayName: 'Anna' };
    change.given([registered, deactivated]).when(input).thenRefused('RULE_VIOLATED', 'deactivated');
    change
      .given([registered, deactivated, reactivated])
      .when(input)
      .then([{ type: 'UserProfileChanged', data: { userId, displayName: 'Anna', timeZone: null } }]);
  });

  test('refuses a user who is not there', () => {
    change.given([]).when({ userId }).thenRefused('NOT_FOUND');
  });

  test('admits the user alone', () => {
    const { admits } = change.given([registered]);
    expect(admits({ userId }, { role: 'viewer' })).toBe(true);
    expect(admits({ userId }, { actor: { type: 'user', id: uuid(5) }, role: 'owner' })).toBe(false);
    expect(admits({ userId }, { actor: { type: 'apiKey', id: userId }, role: 'owner' })).toBe(false);
  });
});
