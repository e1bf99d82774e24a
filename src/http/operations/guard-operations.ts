import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { DomainError } from '../../core/domain-error.ts';
import { queryString } from '../query-string.ts';

interface Access {
  /** OPERATIONS_TOKEN. */
  readonly token: string | undefined;
  /** Address that the port listens on. */
  readonly host: string;
}

const loopback = /^(?:127(?:\.\d{1,3}){3}|localhost|\[?::1\]?)$/i;

/**
 * Lets through who may manage projections: whoever has the token, where there is one. Without one, on a
 * loopback address everybody, else only who just looks. Throws UNAUTHORIZED, FORBIDDEN.
 */
export function guardOperations({ token, host }: Access): RequestHandler {
  const expected = token === undefined ? null : digest(token);
  return (req, _res, next) => {
    if (expected !== null) {
      const [, given = ''] = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
      if (!timingSafeEqual(digest(given), expected))
        throw new DomainError('UNAUTHORIZED', 'send OPERATIONS_TOKEN as Authorization: Bearer');
      return next();
    }
    if (!loopback.test(host)) {
      if (onlyLooks(req)) return next();
      throw new DomainError(
        'FORBIDDEN',
        'this port is reached from other machines: set OPERATIONS_TOKEN, and send it as Authorization: Bearer',
      );
    }
    // A page in a browser reaches this port under a name of its own.
    if (!loopback.test((req.headers.host ?? '').replace(/:\d+$/, '')))
      throw new DomainError('FORBIDDEN', 'ask for localhost or 127.0.0.1, or set OPERATIONS_TOKEN');
    return next();
  };
}

/** Payloads are not for everybody. */
function onlyLooks({ method, url }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && !queryString(url).has('payload');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
