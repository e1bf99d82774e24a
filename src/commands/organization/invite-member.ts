import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError, rule } from '../../core/domain-error.ts';
import { id, timestamp } from '../../domain/values.ts';
import { emailHash } from '../../events/email-address.events.ts';
import { role } from '../../events/organization.events.ts';
import { organizationStream } from './organization.stream.ts';
import { requireOwner } from './owners.ts';

/**
 * Internal: the identity service hashes the address, and issues the token that the invited person shows. The
 * command's id becomes the invitation's.
 */
export const inviteMember = defineCommand({
  type: 'InviteMember',
  summary: 'Invite somebody into the organization.',
  stream: organizationStream,
  input: z.strictObject({ organizationId: id, emailHash, role, expiresAt: timestamp }),
  target: 'organizationId',
  roles: ['owner', 'admin'],
  decide(state, { organizationId, emailHash, role, expiresAt }, context) {
    if (role === 'owner') requireOwner(state, context);
    rule(state.settings.registration !== 'closed', 'the organization is closed to new members');
    rule(expiresAt > context.now, 'the invitation would have expired already', 'expiresAt');
    const isOpen = Object.values(state.invitations).some(
      (invitation) => invitation.emailHash === emailHash && invitation.expiresAt > context.now,
    );
    if (isOpen) throw new DomainError('CONFLICT', 'the address has an open invitation: revoke it first');
    const invitationId = context.commandId;
    return [{ type: 'MemberInvited', data: { organizationId, invitationId, emailHash, role, expiresAt } }];
  },
});
