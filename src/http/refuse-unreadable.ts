import { maxHeaderSize, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { v7 } from 'uuid';
import { DomainError } from '../core/domain-error.ts';
import { errorAnswer, invalid } from './errors.ts';
import type { RequestObserver } from './request-start.ts';

/** How long a client may go on sending what nobody reads before the connection is broken, milliseconds. */
const lingerMs = 500;

/**
 * Answers what node's parser refuses, in the format of every other error, after the answers that are still to
 * be given on the connection; then closes it. Nothing that the client sent is told to the observers.
 */
export function refuseUnreadable(server: Server, observers: readonly RequestObserver[]): void {
  const open = new WeakMap<Duplex, Set<ServerResponse>>();
  const refused = new WeakSet<Duplex>();

  server.on('request', (req, res) => {
    const responses = open.get(req.socket) ?? new Set();
    open.set(req.socket, responses.add(res));
    res.once('close', () => responses.delete(res));
  });

  const refuse = (error: Error, socket: Duplex) => {
    const refusal = refusalOf(error);
    const requestId = v7();
    const { status, headers, body } = errorAnswer(refusal, requestId);
    const ids = { requestId, correlationId: requestId };
    const all = { ...headers, ...ownHeaders(ids, String(body)) };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, '', body].join('\r\n'));
    // Whoever is still sending would not get to read the answer if the connection were reset at once.
    setTimeout(() => socket.destroy(), lingerMs).unref();
    for (const observer of observers)
      observer.requestEnded({ ids, method: '(none)', route: '(unreadable)', status, seconds: 0 });
  };

  server.on('clientError', (error, socket) => {
    if (refused.has(socket)) return;
    refused.add(socket);
    const waiting = [...(open.get(socket) ?? [])].filter((res) => !isBroken(res));
    const last = waiting.at(-1);
    if (isGone(error) || !socket.writable || waiting.some(isCutShort)) socket.destroy();
    else if (last) last.once('close', () => (socket.writable ? refuse(error, socket) : socket.destroy()));
    else refuse(error, socket);
  });
}

/** Whether the request of this answer is the one that cannot be read. */
const isBroken = (res: ServerResponse) => !res.req.complete && !res.headersSent;
/** Whether an answer has begun to a request that cannot be read to its end. */
const isCutShort = (res: ServerResponse) => !res.req.complete && res.headersSent;

function isGone(error: Error): boolean {
  return codeOf(error) === 'ECONNRESET';
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function refusalOf(error: Error): DomainError {
  switch (codeOf(error)) {
    case 'HPE_HEADER_OVERFLOW':
      return new DomainError(
        'HEADERS_TOO_LARGE',
        `request line and headers may have ${maxHeaderSize} bytes at most`,
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new DomainError('PAYLOAD_TOO_LARGE', 'the chunk extensions of the body are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new DomainError('REQUEST_TIMEOUT', 'the request did not arrive in time; send it again');
    default:
      return invalid('', 'it cannot be read as HTTP/1.1');
  }
}

function ownHeaders(ids: { requestId: string; correlationId: string }, body: string) {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Request-Id': ids.requestId,
    'X-Correlation-Id': ids.correlationId,
    'X-Content-Type-Options': 'nosniff',
    Date: new Date().toUTCString(),
    Connection: 'close',
  };
}
