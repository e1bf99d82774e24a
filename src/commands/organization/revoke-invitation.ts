import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { organizationStream } from './organization.stream.ts';

export const revokeInvitation = defineCommand({
  type: 'RevokeInvitation',
  summary: 'Withdraw an invitation that was not accepted yet.',
  stream: organizationStream,
  input: z.strictObject({ organizationId: id, invitationId: id }),
  target: 'organizationId',
  routes: [{ method: 'delete', path: '/organizations/:organizationId/invitations/:invitationId' }],
  roles: ['owner', 'admin'],
  decide(state, { organizationId, invitationId }) {
    if (!state.invitations[invitationId]) throw new DomainError('NOT_FOUND', 'no such invitation');
    return [{ type: 'InvitationRevoked', data: { organizationId, invitationId } }];
  },
});
