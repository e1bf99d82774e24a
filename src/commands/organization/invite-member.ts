import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError, rule } from '../../core/domain-error.ts';
import { id, timestamp } from '../../domain/values.ts';
import { emailHash } from '../../events/email-address.events.ts';
import { role } from '../../events/organization.events.ts';
import { organizationStream } from './organization.stream.ts';
import { requireOwner } from './owners.ts';

const week = 7 * 24 * 60 * 60 * 1000;

/**
 * Internal: the identity service hashes the address, and issues the token that the invited person shows. The
 * command's id becomes the invitation's.
 */
export const inviteMember = defineCommand({
  type: 'InviteMember',
  summary: 'Invite somebody into the organization.',
  stream: organizationStream,
  input: z.strictObject({
    organizationId: id,
    emailHash,
    role,
    /** In seven days by default. */
    expiresAt: timestamp.optional(),
  }),
  target: 'organizationId',
  roles: ['owner', 'admin'],
  decide(state, { organizationId, emailHash, role, ...given }, context) {
    const { now, commandId: invitationId } = context;
    const expiresAt = given.expiresAt ?? new Date(Date.parse(now) + week).toISOString();
    if (role === 'owner') requireOwner(state, context);
    rule(state.settings.registration !== 'closed', 'the organization is closed to new members');
    rule(expiresAt > now, `expiresAt is ${expiresAt}, in the past: choose a later moment`, 'expiresAt');
    const isOpen = Object.values(state.invitations).some(
      (invitation) => invitation.emailHash === emailHash && invitation.expiresAt > now,
    );
    if (isOpen) throw new DomainError('CONFLICT', 'the address has an open invitation: revoke it first');
    return [{ type: 'MemberInvited', data: { organizationId, invitationId, emailHash, role, expiresAt } }];
  },
});
