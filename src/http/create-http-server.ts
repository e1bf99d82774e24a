import { createServer, type RequestListener, type Server } from 'node:http';
import { refuseUnreadable } from './refuse-unreadable.ts';
import type { RequestObserver } from './request-start.ts';

/** How long a client may take to send the head of a request, milliseconds. */
const headPatienceMs = 60_000;

/**
 * A server of which every answer has the one error format, also what node refuses before the app hears of it.
 * It does not listen yet.
 */
export function createHttpServer(
  app: RequestListener,
  observers: readonly RequestObserver[] = [],
  headersTimeout = headPatienceMs,
): Server {
  const server = createServer(
    {
      // A missing Host is refused by the app, with a body that says so.
      requireHostHeader: false,
      headersTimeout,
      connectionsCheckingInterval: Math.min(headersTimeout, 30_000),
    },
    app,
  );
  // Otherwise node answers an expectation that it does not know with 417 and no body (RFC 9110, 10.1.1: may).
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
  refuseUnreadable(server, observers);
  return server;
}
