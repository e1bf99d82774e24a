import { z } from 'zod';
import { defineCommand, type Role } from '../../core/define-command.ts';
import { DomainError, rule } from '../../core/domain-error.ts';
import { id, joinedVia } from '../../domain/values.ts';
import { emailHash } from '../../events/email-address.events.ts';
import { role } from '../../events/organization.events.ts';
import { type OrganizationState, organizationStream } from './organization.stream.ts';

const input = z
  .strictObject({
    organizationId: id,
    userId: id,
    via: joinedVia,
    /** Of an import; by default the role of those who register. */
    role: role.optional(),
    invitationId: id.optional(),
    /** The address that the user has proved to have. */
    emailHash: emailHash.optional(),
  })
  .refine(({ via, role }) => via === 'import' || role === undefined, 'only an import names the role')
  .refine(
    ({ via, invitationId, emailHash }) =>
      via === 'invitation' ? invitationId && emailHash : !invitationId && !emailHash,
    'an invitation, and no other way in, needs invitationId and emailHash',
  );

/** Internal: who may come in that way has been proved before. */
export const joinOrganization = defineCommand({
  type: 'JoinOrganization',
  summary: 'Make a user a member of the organization.',
  stream: organizationStream,
  input,
  target: 'organizationId',
  decide(state, joining, { now }) {
    const { organizationId, userId, via, invitationId } = joining;
    if (state.members[userId]) return [];
    const member = { organizationId, userId, role: roleOf(state, joining, now), via };
    return [{ type: 'MemberJoined', data: invitationId ? { ...member, invitationId } : member }];
  },
});

function roleOf(state: OrganizationState, joining: z.output<typeof input>, now: string): Role {
  const { registration, defaultRole } = state.settings;
  switch (joining.via) {
    case 'founder':
      rule(Object.keys(state.members).length === 0, 'the organization has members already');
      return 'owner';
    case 'registration':
      rule(registration === 'open', 'the organization is not open for registration');
      return defaultRole;
    case 'invitation': {
      rule(registration !== 'closed', 'the organization is closed to new members');
      const invitation = state.invitations[joining.invitationId ?? ''];
      if (!invitation) throw new DomainError('NOT_FOUND', 'no such invitation');
      if (invitation.emailHash !== joining.emailHash) {
        throw new DomainError('FORBIDDEN', 'the invitation is for another address');
      }
      rule(now < invitation.expiresAt, 'the invitation has expired');
      return invitation.role;
    }
    case 'import':
      return joining.role ?? defaultRole;
  }
}
