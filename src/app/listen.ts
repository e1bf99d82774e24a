import { once } from 'node:events';
import type { Express } from 'express';
import { createHttpServer } from '../http/create-http-server.ts';
import type { RequestObserver } from '../http/request-start.ts';
import { httpAddress } from '../platform/http-address.ts';

/** Time for requests in flight to finish when the server is stopped, milliseconds. */
const patienceMs = 4000;

/**
 * Serves until `stop`, which lets requests in flight finish. Port 0 is any free one. `observers` hear of
 * requests that the app cannot.
 */
export async function listen(
  app: Express,
  host: string,
  port: number,
  observers: readonly RequestObserver[] = [],
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createHttpServer(app, observers).listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: httpAddress(host, bound),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      // A connection that was kept alive is idle once its request has been answered.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(timer);
    },
  };
}
