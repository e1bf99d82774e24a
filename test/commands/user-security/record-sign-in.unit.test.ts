import { describe, expect, test } from '@jest/globals';
import { recordSignIn } from '../../../src/commands/user-security/record-sign-in.ts';
import { decider } from '../../support/given-when-then.ts';
import { uuid } from '../../support/uuid.ts';

const record = decider(recordSignIn);
const userId = uuid(1);
const failed = {
  type: 'SignInFailed',
  data: { userId, method: 'password', reason: 'wrongPassword' },
} as const;
const succeeded = { type: 'SignInSucceeded', data: { userId, method: 'password' } } as const;

describe('RecordSignIn', () => {
  test('records a success', () => {
    record.given([]).when({ userId, method: 'password' }).then([succeeded]);
  });

  test('counts failures in a row, up to the next success', () => {
    const failing = { userId, method: 'password', failure: 'wrongPassword' };
    const { failuresInARow } = record.given([succeeded, failed]).when(failing).then([failed]);
    expect(failuresInARow).toBe(2);
    const state = record.given([failed, failed]).when({ userId, method: 'password' }).then([succeeded]);
    expect(state.failuresInARow).toBe(0);
  });

  test.each([{ method: 'magic' }, { failure: 'bad luck' }, { password: 'secret' }])('refuses %j', (wrong) => {
    record
      .given([])
      .when({ userId, method: 'password', ...wrong })
      .thenRefused('VALIDATION_FAILED');
  });

  test('is for processes, and for who has signed in', () => {
    const input = { userId, method: 'password' };
    const admits = (id: string) =>
      record.given([]).admits(input, { role: 'owner', actor: { type: 'user', id } });
    expect([admits(userId), admits(uuid(2))]).toEqual([true, false]);
    expect(recordSignIn.routes).toBeUndefined();
  });
});
