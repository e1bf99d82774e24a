import { describe, expect, test } from '@jest/globals';
import { httpKit } from './http-kit.ts';
import { openApiCheck } from './openapi-check.ts';
import { uuid } from './uuid.ts';

const { document } = httpKit();

describe('the check of answers against the document', () => {
  const check = openApiCheck(document);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': 'r',
    'x-correlation-id': 'c',
  };
  const good = {
    data: { id: uuid(1), revision: 0, events: [] },
    meta: { requestId: 'r' },
    links: { self: '/x' },
  };
  const answer = (body: unknown, more: object = {}) => ({
    status: 201,
    headers: { ...headers, ...more },
    text: JSON.stringify(body),
  });

  test('lets a documented one through', () => {
    expect(() => check('POST', '/api/v1/cycles', answer(good))).not.toThrow();
  });

  test.each([
    ['an unknown field', answer({ ...good, more: 1 }), /additional properties/],
    ['a missing field', answer({ data: good.data, meta: good.meta }), /required property 'links'/],
    [
      'an event of another stream',
      answer({ ...good, data: { ...good.data, events: [{ type: 'X' }] } }),
      /events/,
    ],
    ['a media type', { ...answer(good), headers: { ...headers, 'content-type': 'text/html' } }, /media type/],
    ['a status', { ...answer(good), status: 299 }, /299/],
    [
      'a missing header',
      { ...answer(good), headers: { ...headers, 'x-request-id': undefined } },
      /X-Request-Id/,
    ],
    ['a malformed header', answer(good, { 'x-consistency-token': 'x' }), /X-Consistency-Token/],
    ['a missing body', { ...answer(good), text: '' }, /no body/],
  ])('refuses %s', (_, spoilt, message) => {
    expect(() => check('POST', '/api/v1/cycles', spoilt)).toThrow(message);
  });

  test('refuses an operation that is not documented', () => {
    expect(() => check('POST', '/api/v1/nothing', answer(good))).toThrow(/not documented/);
  });
});
