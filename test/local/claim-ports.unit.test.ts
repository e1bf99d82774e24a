import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { claimPorts } from '../../src/local/claim-ports.ts';

const host = '127.0.0.1';
const any = { port: 0, variable: 'PORT' };

test('ports that are claimed together differ, and can be listened on', async () => {
  const ports = await claimPorts(Array(20).fill(any), host);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) {
    const server = createServer().listen(port, host);
    await once(server, 'listening');
    await once(server.close(), 'close');
  }
});

test('says which variable moves a port that is taken, by another program or by a claim', async () => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const taken = claimPorts([any, { port, variable: 'OPERATIONS_PORT' }], host);
  await expect(taken).rejects.toThrow(`port ${port} is taken; set OPERATIONS_PORT to a free one`);
  await once(server.close(), 'close');

  const twice = [
    { port, variable: 'PORT' },
    { port, variable: 'OPERATIONS_PORT' },
  ];
  await expect(claimPorts(twice, host)).rejects.toThrow('set OPERATIONS_PORT');
  expect(await claimPorts([{ port, variable: 'PORT' }], host)).toEqual([port]);
});

test('says so when there is no such port', async () => {
  const beyond = claimPorts([{ port: 65_536, variable: 'OPERATIONS_PORT' }], host);
  await expect(beyond).rejects.toThrow('set OPERATIONS_PORT');
});
