import { describe, expect, test } from '@jest/globals';
import { DomainError, errorCodes } from '../../src/core/domain-error.ts';
import { UndecodableEventError } from '../../src/core/event-catalog.ts';
import { LogUnavailableError } from '../../src/core/ports.ts';
import { errorAnswer, isToBeReported, toDomainError } from '../../src/http/errors.ts';
import { statusOf } from '../../src/http/status-of.ts';

const problem = 'application/problem+json';

describe('the answer of a refusal', () => {
  test.each(errorCodes)('%s has its status and its code in both forms', (code) => {
    const error = new DomainError(code, 'why', [{ field: 'a.0', message: 'what' }]);
    const plain = errorAnswer(error, 'r1');
    expect(plain.status).toBe(statusOf[code]);
    expect(JSON.parse(String(plain.body))).toEqual({
      error: { code, message: 'why', details: [{ field: 'a.0', message: 'what' }], requestId: 'r1' },
    });
    const document = errorAnswer(error, 'r1', `text/html, ${problem}`);
    expect(document.headers?.['Content-Type']).toBe(`${problem}; charset=utf-8`);
    expect(JSON.parse(String(document.body))).toMatchObject({
      type: 'about:blank',
      status: statusOf[code],
      detail: 'why',
      code,
      requestId: 'r1',
      errors: [{ field: 'a.0', message: 'what' }],
    });
  });

  test('has the statuses that the API promises', () => {
    expect(statusOf).toEqual({
      VALIDATION_FAILED: 400,
      UNAUTHORIZED: 401,
      TOKEN_EXPIRED: 401,
      FORBIDDEN: 403,
      NOT_FOUND: 404,
      METHOD_NOT_ALLOWED: 405,
      NOT_ACCEPTABLE: 406,
      REQUEST_TIMEOUT: 408,
      CONFLICT: 409,
      IDEMPOTENCY_IN_FLIGHT: 409,
      PRECONDITION_FAILED: 412,
      PAYLOAD_TOO_LARGE: 413,
      UNSUPPORTED_MEDIA_TYPE: 415,
      RULE_VIOLATED: 422,
      IDEMPOTENCY_KEY_REUSED: 422,
      PRECONDITION_REQUIRED: 428,
      HEADERS_TOO_LARGE: 431,
      RATE_LIMITED: 429,
      INTERNAL: 500,
      EVENT_UNREADABLE: 500,
      UNAVAILABLE: 503,
    });
  });

  test.each([
    ['RATE_LIMITED', 41.2, '42'],
    ['RATE_LIMITED', undefined, '1'],
    ['UNAVAILABLE', 0, '1'],
    ['UNAVAILABLE', undefined, '1'],
  ] as const)('%s says when to try again', (code, retryAfterSeconds, expected) => {
    const details = retryAfterSeconds === undefined ? [] : [{ field: '', message: 'm', retryAfterSeconds }];
    expect(errorAnswer(new DomainError(code, 'why', details), 'r1').headers?.['Retry-After']).toBe(expected);
  });

  test('of anything unexpected tells nothing', () => {
    const error = toDomainError(new Error('password is hunter2'));
    expect(error.code).toBe('INTERNAL');
    expect(errorAnswer(error, 'r1').body).not.toContain('hunter2');
    expect(toDomainError('text').code).toBe('INTERNAL');
  });

  test('of an event that cannot be read says so, and nothing of the event', () => {
    const place = { stream: 'cycle-1', revision: 3 };
    const error = toDomainError(new UndecodableEventError('CycleDefined', 'invalid name', place));
    expect(error).toMatchObject({
      code: 'EVENT_UNREADABLE',
      message: expect.stringContaining('"outcomes events check"'),
      details: [],
    });
    expect(isToBeReported(error)).toBe(true);
    expect(isToBeReported(new DomainError('CONFLICT', 'why'))).toBe(false);
  });

  test('of a lost event store is UNAVAILABLE', () => {
    expect(toDomainError(new LogUnavailableError(new Error('connect'))).code).toBe('UNAVAILABLE');
  });
});
