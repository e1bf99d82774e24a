import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Checks that a port can be listened on, 0 for any, and returns it.
 * @throws Error that says which port is taken, and which variable chooses another.
 */
export async function claimPort(port: number, host: string, variable: string): Promise<number> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`port ${port} is taken by another program; set ${variable} to a free one`);
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : port;
}
