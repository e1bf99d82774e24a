import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { createApiClient } from '../../src/cli/api-client.ts';

test('names the request where only the log tells what went wrong', async () => {
  const statuses = [500, 404];
  const server = createServer((_, response) => {
    const error = { code: 'C', message: 'it went wrong', requestId: 'r-1' };
    response.writeHead(statuses.shift() ?? 500).end(JSON.stringify({ error }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const client = createApiClient(`http://127.0.0.1:${address.port}`);
  const ask = () => client({ method: 'GET', path: '/', answer: z.unknown(), patienceMs: 0 });
  try {
    await expect(ask()).rejects.toThrow('it went wrong\n  The log of the product has more: request r-1.');
    await expect(ask()).rejects.toThrow(/^it went wrong$/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
