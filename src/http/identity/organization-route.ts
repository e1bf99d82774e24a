import { z } from 'zod';
import { id } from '../../domain/values.ts';
import type { Identity } from '../../identity/create-identity.ts';
import { newOrganization } from '../../identity/registration.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { apiBase } from '../paths.ts';
import { positionHeaders } from './position-headers.ts';

/** One more organization for somebody who has signed in already. */
export function organizationRoute(identity: Identity): RouteDefinition {
  return defineRoute({
    method: 'post',
    path: '/organizations',
    operationId: 'foundOrganization',
    summary: 'Found another organization and own it; sign in to it by its id.',
    tags: ['organizations'],
    auth: true,
    idempotent: true,
    body: newOrganization,
    answer: z.object({ id, revision: z.int(), position: z.string().nullable() }),
    status: 201,
    errors: [409, 422],
    head: (value) => ({
      headers: { ...positionHeaders(value).headers, Location: `${apiBase}/organizations/${value.id}` },
    }),
    async handle({ body, principal, headers, ids }) {
      const key = idempotencyKey(headers['idempotency-key']);
      const { streamId, revision, position } = await identity.foundOrganization(body, principal, ids, key);
      return { id: streamId, revision, position: position?.commit.toString() ?? null };
    },
  });
}
