import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { isSelf } from '../user/is-self.ts';
import { organizationStream } from './organization.stream.ts';
import { keepAnOwner, requireOwner } from './owners.ts';

export const removeMember = defineCommand({
  type: 'RemoveMember',
  summary: 'Take a member out of the organization; a member may leave.',
  stream: organizationStream,
  input: z.strictObject({ organizationId: id, userId: id }),
  target: 'organizationId',
  routes: [{ method: 'delete', path: '/organizations/:organizationId/members/:userId' }],
  roles: ['owner', 'admin'],
  admits: (_, actor, input) => isSelf(actor, input),
  decide(state, { organizationId, userId }, context) {
    const role = state.members[userId];
    if (!role) throw new DomainError('NOT_FOUND', 'no such member');
    if (role === 'owner') requireOwner(state, context);
    keepAnOwner(state, userId);
    return [{ type: 'MemberRemoved', data: { organizationId, userId } }];
  },
});
