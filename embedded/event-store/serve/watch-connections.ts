import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

const newConnection = 'net.server.socket';

/**
 * Tells of every connection to a port of this process. gRPC keeps its sockets to itself; Node announces them.
 * @param opened called with the peer's address; what it returns is called when the connection has ended
 * @returns the function that ends the watching
 */
export function watchConnections(port: number, opened: (peer: string) => () => void): () => void {
  const watch = (message: unknown): void => {
    const socket = typeof message === 'object' && message && 'socket' in message ? message.socket : null;
    if (!(socket instanceof Socket) || socket.localPort !== port) return;
    socket.once('close', opened(`${socket.remoteAddress}:${socket.remotePort}`));
  };
  subscribe(newConnection, watch);
  return () => void unsubscribe(newConnection, watch);
}
