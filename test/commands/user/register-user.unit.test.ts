import { describe, expect, test } from '@jest/globals';
import { registerUser } from '../../../src/commands/user/register-user.ts';
import { decider } from '../../support/given-when-then.ts';
import { registered, userId } from './user-history.ts';

const register = decider(registerUser);
const input = { userId, email: 'Ann@Example.com', displayName: ' Ann ' };

describe('RegisterUser', () => {
  test('registers an active user', () => {
    const state = register.given([]).when(input).then([registered]);
    expect(state).toEqual({ displayName: 'Ann', timeZone: null, isActive: true });
  });

  test('keeps the time zone', () => {
    const timeZone = 'Asia/Tokyo';
    register
      .given([])
      .when({ ...input, timeZone })
      .then([
        { type: 'UserRegistered', data: { userId, email: 'ann@example.com', displayName: 'Ann', timeZone } },
      ]);
  });

  test('refuses a user who is there', () => {
    register.given([registered]).when(input).thenRefused('CONFLICT');
  });

  test.each([{ email: 'ann' }, { displayName: '' }, { timeZone: 'Mars' }, { password: 'secret' }])(
    'refuses %j',
    (wrong) => {
      register
        .given([])
        .when({ ...input, ...wrong })
        .thenRefused('VALIDATION_FAILED');
    },
  );

  test('is for processes only', () => {
    expect(register.given([]).admits(input, { role: 'owner' })).toBe(false);
    expect(registerUser.routes).toBeUndefined();
  });
});
