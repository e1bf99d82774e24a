import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { DomainError } from '../../src/core/domain-error.ts';
import { defineRoute } from '../../src/http/define-route.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { uuid } from '../support/uuid.ts';

const echo = defineRoute({
  method: 'post',
  path: '/echoes/:echoId',
  operationId: 'echo',
  summary: 'Answer what was sent.',
  tags: ['Test'],
  auth: true,
  params: z.strictObject({ echoId: z.uuid() }),
  query: z.strictObject({ times: z.coerce.number().int().max(3).default(1) }),
  body: z.strictObject({ words: z.string().max(5) }),
  answer: z.object({ words: z.string(), by: z.string() }),
  status: 201,
  errors: [409],
  head: ({ words }) => ({ headers: { Location: `/echoes/${words}`, 'Set-Cookie': ['a=1', 'b=2'] } }),
  handle({ params, query, body, principal }) {
    if (body.words === 'boom') throw new DomainError('CONFLICT', 'it is taken');
    return { words: body.words.repeat(query.times) + params.echoId.slice(-1), by: principal.actor.id };
  },
});

const silent = defineRoute({
  method: 'delete',
  path: '/silence',
  operationId: 'beSilent',
  summary: 'Answer nothing.',
  tags: ['Test'],
  auth: false,
  answer: null,
  handle: ({ principal }) => principal,
});

const keys = defineRoute({
  method: 'get',
  base: 'root',
  path: '/.well-known/keys.json',
  operationId: 'keys',
  summary: 'A document whose form a standard fixes.',
  tags: ['Test'],
  auth: false,
  answer: z.object({ keys: z.array(z.string()) }),
  envelope: false,
  head: () => ({ headers: { 'Cache-Control': 'public, max-age=60' } }),
  handle: async () => ({ keys: ['k'] }),
});

const report = defineRoute({
  method: 'get',
  path: '/reports',
  operationId: 'report',
  summary: 'A stream of text.',
  tags: ['Test'],
  auth: true,
  answer: null,
  contentType: 'text/csv; charset=utf-8',
  handle: () => Readable.from(['a,b\n', '1,2\n']),
});

const instead = defineRoute({
  method: 'post',
  path: '/cycles',
  operationId: 'defineCycleByHand',
  summary: 'Takes the place of a command.',
  tags: ['Test'],
  auth: false,
  answer: z.literal('mine'),
  handle: () => 'mine' as const,
});

const routes = [echo, silent, keys, report, instead];
const { send, document } = httpKit({ routes });
const token = tokenFor('member');

describe('a hand-written route', () => {
  test('is given what its schemas made of the request, and answers its value', async () => {
    const answer = await send('POST', `/api/v1/echoes/${uuid(7)}?times=2`, { token, body: { words: 'hi' } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      data: { words: 'hihi7', by: uuid(901) },
      meta: { requestId: answer.header('X-Request-Id') },
    });
    expect(answer.header('Location')).toBe('/echoes/hihi7');
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.header('Cache-Control')).toBe('no-store');
  });

  test.each([
    ['/api/v1/echoes/x', { words: 'hi' }, 'echoId'],
    [`/api/v1/echoes/${uuid(7)}?times=4`, { words: 'hi' }, 'times'],
    [`/api/v1/echoes/${uuid(7)}?more=4`, { words: 'hi' }, 'more'],
    [`/api/v1/echoes/${uuid(7)}`, { words: 'too long' }, 'words'],
    [`/api/v1/echoes/${uuid(7)}`, { words: 'hi', more: 1 }, 'more'],
    [`/api/v1/echoes/${uuid(7)}`, undefined, 'words'],
  ])('refuses what its schemas refuse: %s %j', async (path, body, field) => {
    const answer = await send('POST', path, { token, ...(body && { body }) });
    expect(answer.status).toBe(400);
    expect(answer.at('error.details.0.field')).toBe(field);
  });

  test('refuses with the codes that it throws', async () => {
    const answer = await send('POST', `/api/v1/echoes/${uuid(7)}`, { token, body: { words: 'boom' } });
    expect(answer.status).toBe(409);
  });

  test('needs a token where it says so', async () => {
    expect((await send('POST', `/api/v1/echoes/${uuid(7)}`, { body: { words: 'hi' } })).status).toBe(401);
  });

  test('answers 204 where there is nothing to say, and takes no body then', async () => {
    const answer = await send('DELETE', '/api/v1/silence');
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await send('DELETE', '/api/v1/silence', { body: { a: 1 } })).status).toBe(400);
  });

  test('may stand at the root, without an envelope', async () => {
    const answer = await send('GET', '/.well-known/keys.json');
    expect(answer.body).toEqual({ keys: ['k'] });
    expect(answer.header('Cache-Control')).toBe('public, max-age=60');
  });

  test('may stream', async () => {
    const answer = await send('GET', '/api/v1/reports', { token });
    expect(answer.text).toBe('a,b\n1,2\n');
    expect(answer.header('Content-Type')).toBe('text/csv; charset=utf-8');
    const csv = await send('GET', '/api/v1/reports', { token, headers: { Accept: 'text/csv' } });
    expect(csv.status).toBe(200);
    const json = await send('GET', '/api/v1/reports', { token, headers: { Accept: 'application/json' } });
    expect(json.status).toBe(406);
    expect((await send('HEAD', '/api/v1/reports', { token })).text).toBe('');
  });

  test('takes the place of a command at the same path, in the document too', async () => {
    const answer = await send('POST', '/api/v1/cycles');
    expect(answer.at('data')).toBe('mine');
    expect(document.paths['/api/v1/cycles']?.post?.operationId).toBe('defineCycleByHand');
  });
});
