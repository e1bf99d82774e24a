import { Readable } from 'node:stream';
import { z } from 'zod';
import { DomainError } from '../core/domain-error.ts';
import { parseInput } from '../runtime/parse-input.ts';
import type { RouteDefinition } from './define-route.ts';
import { type Answer, type EdgeRequest, type Endpoint, httpMethod } from './endpoint.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { apiBase } from './paths.ts';
import { principalOf } from './principal-of.ts';
import { queryString } from './query-string.ts';

const nothing = z.strictObject({});

/** The hand-written routes. */
export function mountRoutes(routes: readonly RouteDefinition[]): Endpoint[] {
  return routes.map((route) => ({
    method: httpMethod[route.method],
    path: routePath(route),
    auth: route.auth,
    ...(route.contentType === undefined ? {} : { produces: mediaType(route.contentType) }),
    ...(route.textBody === undefined ? {} : { textBody: route.textBody }),
    handle: (request) => serve(route, request),
  }));
}

/** Whole path of a hand-written route. */
export function routePath({ base = 'api', path }: RouteDefinition): string {
  return base === 'api' ? apiBase + path : path;
}

/** `text/csv; charset=utf-8` → `text/csv` */
export function mediaType(contentType: string): string {
  return contentType.replace(/\s*;.*$/, '');
}

async function serve(route: RouteDefinition, request: EdgeRequest): Promise<Answer> {
  const { headers: given, ids, ip } = request;
  const params = parseInput(route.params ?? nothing, request.params);
  const asked = {
    params,
    query: parseInput(route.query ?? nothing, Object.fromEntries(queryString(request.url))),
    body: parseInput(route.body ?? nothing, request.body ?? {}),
    principal: route.auth ? principalOf(request) : null,
    headers: given,
    ids,
    ip,
  };
  const { value, replayed } = route.idempotent
    ? await route.handle({ ...asked, idempotencyKey: idempotencyKey(given['idempotency-key']) })
    : { value: await route.handle(asked), replayed: false };
  const head = route.head?.(value, params);
  const body = bodyOf(route, value, ids.requestId);
  const status = head?.status ?? route.status ?? (body === undefined ? 204 : 200);
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
  if (route.contentType !== undefined) headers['Content-Type'] = route.contentType;
  if (replayed) headers['Idempotency-Replayed'] = 'true';
  return {
    status,
    headers: { ...headers, ...head?.headers },
    ...(body === undefined ? {} : { body }),
  };
}

function bodyOf(route: RouteDefinition, value: unknown, requestId: string): Answer['body'] {
  if (route.contentType !== undefined) {
    if (typeof value === 'string' || value instanceof Uint8Array || value instanceof Readable) return value;
    throw new DomainError('INTERNAL', `${route.operationId} answered no body`);
  }
  if (route.answer === null) return;
  return JSON.stringify(route.envelope === false ? value : { data: value, meta: { requestId } });
}
