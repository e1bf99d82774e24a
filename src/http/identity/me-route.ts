import { z } from 'zod';
import { id, slug } from '../../domain/values.ts';
import { role } from '../../events/organization.events.ts';
import type { Identity } from '../../identity/create-identity.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';

/** Who the bearer of the token is. */
export function meRoute(identity: Identity): RouteDefinition {
  return defineRoute({
    method: 'get',
    path: '/auth/me',
    operationId: 'getMe',
    summary: 'The user who is signed in, their organization and their role in it.',
    tags: ['auth'],
    auth: true,
    answer: z.object({
      userId: id,
      displayName: z.string(),
      timeZone: z.string().nullable(),
      organization: z.object({ id, name: z.string(), slug }),
      role,
    }),
    errors: [403],
    handle: ({ principal }) => identity.profile(principal),
  });
}
