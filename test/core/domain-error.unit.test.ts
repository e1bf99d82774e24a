import { describe, expect, test } from '@jest/globals';
import { DomainError, invalidRequest, rule, toCheck } from '../../src/core/domain-error.ts';

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
    const message = 'endsOn must be later';
    expect(refusal(() => rule(false, message, 'endsOn'))).toEqual({
      code: 'RULE_VIOLATED',
      message,
      details: [{ field: 'endsOn', message }],
    });
    expect(refusal(() => rule(false, message))).toEqual({ code: 'RULE_VIOLATED', message, details: [] });
  });
});

describe('a message that is read alone', () => {
  const wrong = (...fields: string[]) => fields.map((field) => ({ field, message: 'is required' }));

  test('names the fields, each once', () => {
    const details = [...wrong('name', 'endsOn'), { field: 'name', message: 'may not be empty' }];
    expect(invalidRequest(details)).toMatchObject({
      code: 'VALIDATION_FAILED',
      message: 'the request is not valid: check name, endsOn',
      details,
    });
  });

  test('names five of them', () => {
    expect(toCheck(wrong('a', 'b', 'c', 'd', 'e', 'f', 'g'))).toBe('check a, b, c, d, e and 2 more');
  });

  test('says what is wrong with the whole', () => {
    expect(toCheck([{ field: '', message: 'the body is not JSON' }])).toBe('the body is not JSON');
  });
});
