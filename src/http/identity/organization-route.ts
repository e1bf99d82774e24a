import { z } from 'zod';
import { id } from '../../domain/values.ts';
import type { Identity } from '../../identity/create-identity.ts';
import { newOrganization } from '../../identity/registration.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
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
    async handle({ body, principal, ids, idempotencyKey }) {
      const founded = await identity.foundOrganization(body, principal, ids, idempotencyKey);
      const { streamId, revision, position, replayed } = founded;
      return { value: { id: streamId, revision, position: position?.commit.toString() ?? null }, replayed };
    },
  });
}
