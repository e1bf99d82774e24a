import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { uuid } from '../support/uuid.ts';

const token = tokenFor('owner');
const path = '/api/v1/cycles';
const cycle = { name: 'Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' };
const limit = 64 * 1024;
const { send, log, lines } = httpKit({ options: { bodyLimit: limit } });

afterAll(() => {
  expect(log.events).toHaveLength(0);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

function nested(depth: number): string {
  return `{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}

describe('a body', () => {
  test.each([
    ['that breaks off', '{"name":'],
    ['that is no JSON', 'name=Q1'],
    ['that is a list', '[]'],
    ['that is text', '"Q1"'],
    ['that is null', 'null'],
    ['that is a number', '1'],
    ['with a NUL', '{"name":"Q\\u00001"}'],
    ['with half a surrogate pair', '{"name":"Q\\ud8001"}'],
    ['with NUL in a field name', '{"na\\u0000me":"Q1"}'],
    ['with __proto__', '{"__proto__":{"role":"owner"}}'],
    ['with constructor', '{"name":{"constructor":{"prototype":{"x":1}}}}'],
    ['nested too deep', nested(40)],
    ['nested very deep', nested(20_000)],
    ['with two documents', '{}{}'],
    ['with a byte order mark alone', '\uFEFF'],
  ])('%s is 400, with what is wrong', async (_, body) => {
    const answer = await send('POST', path, { token, body });
    expect(answer.status).toBe(400);
    expect(answer.at('error.code')).toBe('VALIDATION_FAILED');
    expect(answer.at('error.details.0')).toEqual({
      field: expect.any(String),
      message: expect.stringMatching(/./),
    });
  });

  test('over the limit is 413, and the connection ends', async () => {
    const answer = await send('POST', path, { token, body: { name: 'x'.repeat(limit) } });
    expect(answer.status).toBe(413);
    expect(answer.at('error.code')).toBe('PAYLOAD_TOO_LARGE');
    expect(answer.header('Connection')).toBe('close');
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'application/jsonx',
    'x',
  ])('of type %s is 415', async (type) => {
    const answer = await send('POST', path, { token, body: cycle, headers: { 'Content-Type': type } });
    expect(answer.status).toBe(415);
    expect(answer.at('error.code')).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  test.each(['gzip', 'br', 'zstd', 'nonsense'])('in %s is 415', async (encoding) => {
    const body = encoding === 'gzip' ? gzipSync(JSON.stringify(cycle)).toString('latin1') : '{}';
    const answer = await send('POST', path, { token, body, headers: { 'Content-Encoding': encoding } });
    expect(answer.status).toBe(415);
  });

  test.each(['APPLICATION/JSON', 'application/json; charset="UTF-8"', 'application/json;charset=utf-8'])(
    'of type %s is read',
    async (type) => {
      const sent = { token, body: { ...cycle, endsOn: 'never' }, headers: { 'Content-Type': type } };
      expect((await send('POST', path, sent)).status).toBe(400);
    },
  );
});

test('what is missing is said to be required', async () => {
  const { name: _, ...body } = cycle;
  const answer = await send('POST', path, { token, body });
  expect(answer.at('error')).toMatchObject({
    message: 'the request is not valid: check name',
    details: [{ field: 'name', message: 'is required' }],
  });
});

describe('a path', () => {
  test.each(['/api/v1/nothing', '/api/v2/cycles', '/', '/api', '/api/v1/cycles/', '/API/V1/CYCLES'])(
    '%s that leads nowhere is 404',
    async (nowhere) => {
      const answer = await send('POST', nowhere, { token, body: cycle });
      expect(answer.status).toBe(404);
      expect(answer.at('error')).toEqual({
        code: 'NOT_FOUND',
        message: 'no such resource',
        requestId: answer.header('X-Request-Id'),
      });
    },
  );

  test.each(['%', '%zz', '%ff', '%c3%28', 'a%00b', '%ed%a0%80'])(
    'that cannot be decoded is 400: %s',
    async (part) => {
      const answer = await send('POST', `/api/v1/cycles/${part}/activate`, { token });
      expect(answer.status).toBe(400);
    },
  );

  test('parameter that is no id is 400 with its name', async () => {
    const answer = await send('POST', '/api/v1/cycles/1%20OR%201=1/activate', { token });
    expect(answer.status).toBe(400);
    expect(answer.at('error.details.0.field')).toBe('cycleId');
  });

  test('parameter as long as the line allows is 400', async () => {
    const answer = await send('POST', `/api/v1/cycles/${'x'.repeat(8000)}/activate`, { token });
    expect(answer.status).toBe(400);
  });

  test.each([
    ['PUT', '/api/v1/cycles', 'GET, HEAD, POST'],
    ['DELETE', `/api/v1/cycles/${uuid(1)}`, 'GET, HEAD, PATCH'],
    ['GET', `/api/v1/cycles/${uuid(1)}/activate`, 'POST'],
    ['OPTIONS', '/api/v1/commands', 'POST'],
  ])('with another method is 405: %s %s', async (method, at, allow) => {
    const answer = await send(method, at, { token });
    expect(answer.status).toBe(405);
    expect(answer.at('error.code')).toBe('METHOD_NOT_ALLOWED');
    expect(answer.header('Allow')).toBe(allow);
  });
});

describe('a token', () => {
  test.each([
    ['that is missing', {}],
    ['of another scheme', { Authorization: 'Basic abc' }],
    ['that is empty', { Authorization: 'Bearer ' }],
    ['with blanks', { Authorization: 'Bearer a b' }],
    ['that nobody made', { Authorization: 'Bearer nobody' }],
  ])('%s is 401', async (_, headers) => {
    const answer = await send('POST', path, { body: '{', headers });
    expect(answer.status).toBe(401);
    expect(answer.at('error.code')).toBe('UNAUTHORIZED');
    expect(answer.header('WWW-Authenticate')).toBe('Bearer');
  });

  test('that has expired is 401 with a code of its own', async () => {
    const answer = await send('POST', path, { token: 'expired', body: cycle });
    expect(answer.status).toBe(401);
    expect(answer.at('error.code')).toBe('TOKEN_EXPIRED');
    expect(answer.header('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
  });
});

describe('Accept', () => {
  test('of problem documents gets one', async () => {
    const headers = { Accept: 'application/problem+json, application/json' };
    const answer = await send('POST', path, { token, body: {}, headers });
    expect(answer.status).toBe(400);
    expect(answer.header('Content-Type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'VALIDATION_FAILED',
      requestId: answer.header('X-Request-Id'),
      errors: expect.arrayContaining([{ field: 'name', message: expect.any(String) }]),
    });
  });

  test('of what we do not make is 406', async () => {
    const answer = await send('POST', path, { token, body: {}, headers: { Accept: 'text/html' } });
    expect(answer.status).toBe(406);
    expect(answer.at('error.code')).toBe('NOT_ACCEPTABLE');
  });

  test.each(['application/*', '*/*', 'text/html, application/json;q=0.1', ''])(
    'of %s gets JSON',
    async (accept) => {
      const answer = await send('POST', path, { token, body: {}, headers: { Accept: accept } });
      expect(answer.status).toBe(400);
      expect(answer.header('Content-Type')).toBe('application/json; charset=utf-8');
    },
  );
});
