import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineRoute } from '../../src/http/define-route.ts';
import { httpKit } from '../support/http-kit.ts';

const route = defineRoute({
  method: 'post',
  path: '/notes',
  operationId: 'addNote',
  summary: 'Takes a text.',
  tags: ['Test'],
  auth: false,
  textBody: { type: 'text/csv', limit: 2000 },
  body: z.string('send a text'),
  answer: z.object({ text: z.string() }),
  handle: ({ body }) => ({ text: body }),
});
const { send } = httpKit({ commands: [], queries: [], routes: [route] });
const post = (body: string, type = 'text/csv', headers = {}) =>
  send('POST', '/api/v1/notes', { body, headers: { 'Content-Type': type, ...headers } });

test.each(['text/csv', 'Text/CSV; charset=utf-8', 'text/csv;charset="UTF-8"'])(
  'takes %s as it is',
  async (type) => {
    expect((await post('a,"ü"\r\n{', type)).at('data')).toEqual({ text: 'a,"ü"\r\n{' });
  },
);

test.each(['application/json', 'text/plain', 'text/csv; charset=latin1', 'text/csvx'])(
  'does not take %s',
  async (type) => {
    const { status, body } = await post('a', type);
    expect([status, body]).toMatchObject([415, { error: { code: 'UNSUPPORTED_MEDIA_TYPE' } }]);
  },
);

test('does not take a compressed text', async () => {
  expect((await post('a', 'text/csv', { 'Content-Encoding': 'gzip' })).status).toBe(415);
});

test('takes as much as the route allows, which may be more or less than JSON', async () => {
  expect((await post('a'.repeat(2000))).status).toBe(200);
  const { status, body } = await post('a'.repeat(2001));
  expect([status, body]).toMatchObject([413, { error: { code: 'PAYLOAD_TOO_LARGE' } }]);
});

test('wants a text', async () => {
  const { status, body } = await send('POST', '/api/v1/notes');
  expect([status, body]).toMatchObject([
    400,
    { error: { details: [{ field: '', message: 'send a text' }] } },
  ]);
});
