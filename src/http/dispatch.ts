import type { Request, RequestHandler } from 'express';
import type { Principal } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { RequestIds } from '../core/request-ids.ts';
import { inTime } from '../runtime/in-time.ts';
import type { Endpoint } from './endpoint.ts';
import { readBody, readText } from './read-body.ts';
import { requestIds } from './request-ids.ts';
import { send } from './responses.ts';
import { createRouteTable, type Match } from './route-table.ts';

interface DispatchOptions {
  readonly endpoints: readonly Endpoint[];
  /** Throws UNAUTHORIZED, TOKEN_EXPIRED. */
  readonly authenticate: (bearerToken: string) => Promise<Principal>;
  /** Largest body in bytes. */
  readonly bodyLimit: number;
  /** Milliseconds that a request may take. */
  readonly deadlineMs: number;
}

/** How far a request is. */
interface Phase {
  waitsForBody: boolean;
}

const bearer = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i;

/** Serves the endpoints: finds one, authenticates, reads the body, lets it work, sends what it answers. */
export function dispatch({
  endpoints,
  authenticate,
  bodyLimit,
  deadlineMs,
}: DispatchOptions): RequestHandler {
  const table = createRouteTable(endpoints);

  const principalOf = async (req: Request): Promise<Principal> => {
    const token = bearer.exec(req.headers.authorization ?? '')?.[1];
    if (token === undefined)
      throw new DomainError('UNAUTHORIZED', 'send an access token as Authorization: Bearer');
    return authenticate(token);
  };

  const work = async (req: Request, { endpoint, params }: Match, ids: RequestIds, phase: Phase) => {
    const endsAt = performance.now() + deadlineMs;
    const principal = endpoint.auth ? await principalOf(req) : null;
    phase.waitsForBody = true;
    const body = await bodyOf(req, endpoint, bodyLimit);
    phase.waitsForBody = false;
    const { method, url, headers, ip = '' } = req;
    return endpoint.handle({ method, url, params, headers, body, principal, ids, ip, endsAt });
  };

  return async (req, res, next) => {
    const { url } = req;
    const end = url.indexOf('?');
    const match = table.find(req.method, end === -1 ? url : url.slice(0, end));
    if (match === null) return next();
    res.locals.route = match.endpoint.path;
    if (match.endpoint.headers) res.set(match.endpoint.headers);
    requireAcceptable(req, match.endpoint);
    const phase: Phase = { waitsForBody: false };
    const answer = await inTime(deadlineMs, work(req, match, requestIds(res), phase), () => tooLate(phase));
    return send(res, answer);
  };
}

async function bodyOf(req: Request, { method, textBody }: Endpoint, limit: number): Promise<unknown> {
  if (method === 'GET') return;
  return textBody ? readText(req, textBody) : readBody(req, limit);
}

/** Throws NOT_ACCEPTABLE for a client that takes neither the endpoint's media type nor problem documents. */
function requireAcceptable(req: Request, { produces = 'application/json' }: Endpoint): void {
  const { accept } = req.headers;
  if (accept === undefined || accept.includes('*/*') || accept.includes(produces)) return;
  if (req.accepts([produces, 'application/problem+json']) === false)
    throw new DomainError('NOT_ACCEPTABLE', `the answer is ${produces}`);
}

/** The fault of a client that has not sent all of its body, else ours. */
function tooLate({ waitsForBody }: Phase): DomainError {
  if (waitsForBody)
    return new DomainError('REQUEST_TIMEOUT', 'the body did not arrive in time; send it again');
  return new DomainError('UNAVAILABLE', 'the request took too long; try again');
}
