import { z } from 'zod';
import { notFound } from '../../core/domain-error.ts';
import { emailAddress, id, timestamp } from '../../domain/values.ts';
import { role } from '../../events/organization.events.ts';
import type { Identity } from '../../identity/create-identity.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { apiBase } from '../paths.ts';
import { positionHeaders } from './position-headers.ts';

const organization = z.strictObject({ organizationId: id });
const invitation = z.object({
  invitationId: id,
  invitationToken: z.string(),
  role,
  expiresAt: timestamp,
});

const position = z.string().nullable();

/** Inviting people, and accepting an invitation. */
export function invitationRoutes(identity: Identity): RouteDefinition[] {
  return [
    defineRoute({
      method: 'post',
      path: '/organizations/:organizationId/invitations',
      operationId: 'inviteMember',
      summary: 'Invite somebody by e-mail address; answers the token that they register with.',
      tags: ['organizations'],
      auth: true,
      params: organization,
      idempotent: true,
      body: z.strictObject({ email: emailAddress, role, expiresAt: timestamp.optional() }),
      answer: invitation.extend({ position }),
      status: 201,
      errors: [403, 409, 422],
      head: ({ invitationId, position }, { organizationId }) => ({
        headers: {
          ...positionHeaders({ position }).headers,
          Location: `${apiBase}/organizations/${organizationId}/invitations/${invitationId}/token`,
        },
      }),
      async handle({ params, body, principal, ids, idempotencyKey }) {
        if (params.organizationId !== principal.organizationId) throw notFound();
        const invited = await identity.invite(body, principal, ids, idempotencyKey);
        const { replayed, position, ...value } = invited;
        return { value: { ...value, position: position?.commit.toString() ?? null }, replayed };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/organizations/:organizationId/invitations/:invitationId/token',
      operationId: 'getInvitationToken',
      summary: 'The token of an open invitation again, for owners and admins.',
      tags: ['organizations'],
      auth: true,
      params: organization.extend({ invitationId: id }),
      answer: invitation,
      errors: [403, 404],
      handle({ params, principal }) {
        if (params.organizationId !== principal.organizationId) throw notFound();
        return identity.invitation(params.invitationId, principal);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/accept-invitation',
      operationId: 'acceptInvitation',
      summary: 'Join one more organization with the account that is signed in.',
      tags: ['auth'],
      auth: true,
      body: z.strictObject({ invitationToken: z.string().max(200) }),
      answer: z.object({ organizationId: id, role, position }),
      errors: [403],
      head: positionHeaders,
      async handle({ body, principal, ids }) {
        const { position, ...joined } = await identity.accept(body.invitationToken, principal.actor.id, ids);
        return { ...joined, position: position?.commit.toString() ?? null };
      },
    }),
  ];
}
