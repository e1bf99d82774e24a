import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { createApiClient } from '../../src/cli/api-client.ts';

test('says what to do next where that is known, and names the request where only the log tells', async () => {
  const answers = [
    [500, 'INTERNAL'],
    [404, 'NOT_FOUND'],
    [401, 'UNAUTHORIZED'],
    [401, 'UNAUTHORIZED'],
  ] as const;
  let next = 0;
  const server = createServer((_, response) => {
    const [status, code] = answers[next++] ?? [500, 'INTERNAL'];
    const error = { code, message: 'it went wrong', requestId: 'r-1' };
    response.writeHead(status).end(JSON.stringify({ error }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const client = createApiClient(`http://127.0.0.1:${address.port}`);
  const ask = (more: { anonymous?: true } = {}) =>
    client({ method: 'GET', path: '/', answer: z.unknown(), patienceMs: 0, ...more });
  try {
    await expect(ask()).rejects.toThrow('it went wrong\n  The log of the product has more: request r-1.');
    await expect(ask()).rejects.toThrow(/^it went wrong$/);
    await expect(ask()).rejects.toThrow('it went wrong; sign in with "outcomes sign-in');
    await expect(ask({ anonymous: true })).rejects.toThrow(/^it went wrong$/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
