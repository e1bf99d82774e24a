import { describe, expect, test } from '@jest/globals';
import { deactivateUser } from '../../../src/commands/user/deactivate-user.ts';
import { decider } from '../../support/given-when-then.ts';
import { uuid } from '../../support/uuid.ts';
import { deactivated, reactivated, registered, userId } from './user-history.ts';

const deactivate = decider(deactivateUser);

describe('DeactivateUser', () => {
  test('deactivates an active user', () => {
    const state = deactivate.given([registered]).when({ userId }).then([deactivated]);
    expect(state.isActive).toBe(false);
    deactivate.given([registered, deactivated, reactivated]).when({ userId }).then([deactivated]);
  });

  test('changes nothing for a deactivated one', () => {
    deactivate.given([registered, deactivated]).when({ userId }).then([]);
  });

  test('refuses a user who is not there', () => {
    deactivate.given([]).when({ userId }).thenRefused('NOT_FOUND');
  });

  test('admits the user alone', () => {
    const { admits } = deactivate.given([registered]);
    expect(admits({ userId }, {})).toBe(true);
    expect(admits({ userId }, { actor: { type: 'user', id: uuid(5) }, role: 'owner' })).toBe(false);
  });
});
