import { describe, expect, test } from '@jest/globals';
import { DomainError, rule } from '../../src/core/domain-error.ts';

const refusal = (check: () => void): unknown => {
  try {
    check();
    return null;
  } catch (error) {
    return (
      error instanceof DomainError && { code: error.code, message: error.message, details: error.details }
    );
  }
};

describe('rule', () => {
  test('lets pass what holds', () => {
    expect(refusal(() => rule(true, 'never'))).toBeNull();
  });

  test('refuses what does not, and names the field', () => {
    const message = 'a cycle starts before it ends';
    expect(refusal(() => rule(false, message, 'endsOn'))).toEqual({
      code: 'RULE_VIOLATED',
      message,
      details: [{ field: 'endsOn', message }],
    });
    expect(refusal(() => rule(false, message))).toEqual({ code: 'RULE_VIOLATED', message, details: [] });
  });
});
