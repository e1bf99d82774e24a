import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** A port that is wanted, 0 for any, and the variable that chooses another. */
export interface WantedPort {
  readonly port: number;
  readonly variable: string;
}

/**
 * Checks that the ports can be listened on, all at the same time, and returns them.
 * @throws Error that says which port cannot be had, and which variable chooses another.
 */
export async function claimPorts(wanted: readonly WantedPort[], host: string): Promise<number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  try {
    for (const { port, variable } of wanted) {
      const server = createServer();
      await listen(server, port, host).catch((error: NodeJS.ErrnoException) => {
        const reason = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`;
        throw new Error(`port ${port} ${reason}; set ${variable} to a free one`);
      });
      held.push(server);
      const address = server.address();
      ports.push(typeof address === 'object' && address ? address.port : port);
    }
    return ports;
  } finally {
    await Promise.all(held.map((server) => once(server.close(), 'close')));
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}
