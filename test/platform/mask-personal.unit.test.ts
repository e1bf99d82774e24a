import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../src/events/index.ts';
import { maskPersonal } from '../../src/platform/mask-personal.ts';

const masked = new Set(['email', 'displayName']);
const mask = (value: unknown) => maskPersonal(value, masked);

test('personal fields are masked at any depth, in lists too', () => {
  const value = { email: 'a@b.c', list: [{ user: { displayName: 'Ann', age: 3 } }], kept: 'yes' };
  expect(mask(value)).toEqual({
    email: '***',
    list: [{ user: { displayName: '***', age: 3 } }],
    kept: 'yes',
  });
  expect(value.email).toBe('a@b.c');
});

test.each([
  ...['password', 'Password', 'newPassword', 'passwordHash', 'token', 'accessToken', 'refresh_token'],
  ...['authorization', 'Authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'secret'],
  ...['OUTCOMES_SECRET', 'clientSecret', 'apiKey', 'api_key', 'x-api-key', 'privateKey'],
])('%s is never written', (name) => {
  expect(mask({ deep: { [name]: 'abc' } })).toEqual({ deep: { [name]: '***' } });
});

test.each(['tokens', 'tokenizer', 'key', 'keyResultId', 'author', 'requestId'])('%s is written', (name) => {
  expect(mask({ [name]: 'abc' })).toEqual({ [name]: 'abc' });
});

test('a masked field without a value says so', () => {
  expect(mask({ email: null, displayName: undefined, password: '' })).toEqual({
    email: null,
    displayName: undefined,
    password: '***',
  });
});

test('whatever is masked may be a whole tree', () => {
  expect(mask({ email: { first: 'a@b.c' }, password: ['x'] })).toEqual({ email: '***', password: '***' });
});

test('what is deeper than eight levels is left out', () => {
  let value: Record<string, unknown> = { email: 'a@b.c' };
  for (let depth = 0; depth < 20; depth++) value = { value };
  const text = JSON.stringify(mask(value));
  expect(text).toContain('…');
  expect(text).not.toContain('a@b.c');
});

test('what holds itself ends', () => {
  const value: Record<string, unknown> = { email: 'a@b.c' };
  value.self = value;
  expect(JSON.stringify(mask(value))).not.toContain('a@b.c');
});

describe('an error', () => {
  test('keeps its name, message and stack, and what caused it', () => {
    const error = new TypeError('outer', { cause: Object.assign(new Error('inner'), { email: 'a@b.c' }) });
    expect(mask({ error })).toEqual({
      error: {
        name: 'TypeError',
        message: 'outer',
        stack: expect.stringContaining('mask-personal.unit.test'),
        cause: { name: 'Error', message: 'inner', stack: expect.any(String) },
      },
    });
  });
});

test('values with a form of their own keep it', () => {
  const at = new Date('2026-02-10T09:00:00.000Z');
  const url = new URL('http://localhost/a');
  expect(mask({ at, url, count: 1n, no: false })).toEqual({
    at: '2026-02-10T09:00:00.000Z',
    url: 'http://localhost/a',
    count: '1',
    no: false,
  });
});

test('the personal fields of the events are known', () => {
  expect([...catalog.personalFields()]).toEqual(expect.arrayContaining(['email', 'displayName']));
});
