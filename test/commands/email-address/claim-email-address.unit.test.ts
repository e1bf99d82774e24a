import { describe, expect, test } from '@jest/globals';
import { claimEmailAddress } from '../../../src/commands/email-address/claim-email-address.ts';
import { decider } from '../../support/given-when-then.ts';
import { uuid } from '../../support/uuid.ts';

const claim = decider(claimEmailAddress);
const emailHash = 'a'.repeat(64);
const claimed = { type: 'EmailAddressClaimed', data: { emailHash, userId: uuid(1) } } as const;

describe('ClaimEmailAddress', () => {
  test('claims a free address', () => {
    const state = claim.given([]).when(claimed.data).then([claimed]);
    expect(state).toEqual({ userId: uuid(1) });
  });

  test('changes nothing when the user has it', () => {
    claim.given([claimed]).when(claimed.data).then([]);
  });

  test('refuses an address of another user', () => {
    claim
      .given([claimed])
      .when({ emailHash, userId: uuid(2) })
      .thenRefused('CONFLICT', 'another user');
  });

  test('refuses an address in clear', () => {
    claim
      .given([])
      .when({ emailHash: 'ann@example.com', userId: uuid(1) })
      .thenRefused('VALIDATION_FAILED');
  });

  test('is for processes only', () => {
    expect(claim.given([]).admits(claimed.data, { role: 'owner' })).toBe(false);
    expect(claimEmailAddress.routes).toBeUndefined();
  });
});
