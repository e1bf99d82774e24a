import { z } from 'zod';
import type { Identity } from '../../identity/create-identity.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';

const publicKey = z.object({
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  kid: z.string(),
  alg: z.literal('RS256'),
  use: z.literal('sig'),
});

/** Public keys of the access tokens (RFC 7517). */
export function jwksRoute(identity: Identity): RouteDefinition {
  return defineRoute({
    method: 'get',
    base: 'root',
    path: '/.well-known/jwks.json',
    operationId: 'jwks',
    summary: 'Public keys that access tokens are signed with, as a JWK set.',
    tags: ['auth'],
    auth: false,
    answer: z.object({ keys: z.array(publicKey) }),
    envelope: false,
    head: () => ({ headers: { 'Cache-Control': 'public, max-age=300' } }),
    handle: () => identity.jwks(),
  });
}
