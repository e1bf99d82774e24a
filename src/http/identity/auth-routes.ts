import { z } from 'zod';
import { emailAddress, id } from '../../domain/values.ts';
import { role } from '../../events/organization.events.ts';
import type { Identity } from '../../identity/create-identity.ts';
import { registration } from '../../identity/registration.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { apiBase } from '../paths.ts';
import { positionHeaders } from './position-headers.ts';

/** A password as it was registered: one that no rule allows is just wrong. */
const givenPassword = z.string().min(1).max(512);

const credentials = z.strictObject({
  email: emailAddress,
  password: givenPassword,
  organizationId: id.optional(),
  invitationToken: z.string().max(200).optional(),
});

const session = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  userId: id,
  organizationId: id,
  role,
});

/** Registration and sign-in. */
export function authRoutes(identity: Identity): RouteDefinition[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/register',
      operationId: 'register',
      summary:
        'Register with a password. The first registration founds an organization and owns it; later ones need ' +
        'an invitation, or an organization that is open.',
      tags: ['auth'],
      auth: false,
      idempotent: true,
      body: registration,
      answer: z.object({ userId: id, organizationId: id, position: z.string().nullable() }),
      status: 201,
      errors: [403, 409, 422, 429],
      head: (value) => ({
        headers: { ...positionHeaders(value).headers, Location: `${apiBase}/users/${value.userId}` },
      }),
      async handle({ body, ids, idempotencyKey }) {
        const { position, replayed, ...registered } = await identity.register(body, ids, idempotencyKey);
        return { value: { ...registered, position: position?.commit.toString() ?? null }, replayed };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/sign-in',
      operationId: 'signIn',
      summary:
        'Sign in with e-mail address and password; answers an access token for one organization. An invitation ' +
        'token is accepted on the way.',
      tags: ['auth'],
      auth: false,
      body: credentials,
      answer: session,
      errors: [401, 403, 429],
      handle: ({ body, ids }) => identity.signIn(body, ids),
    }),
    defineRoute({
      method: 'post',
      path: '/auth/reactivate',
      operationId: 'reactivateAccount',
      summary: 'Make a deactivated account active again, and sign in to it.',
      tags: ['auth'],
      auth: false,
      body: credentials,
      answer: session,
      errors: [401, 403, 429],
      handle: ({ body, ids }) => identity.reactivate(body, ids),
    }),
  ];
}
