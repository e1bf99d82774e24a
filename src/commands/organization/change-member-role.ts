import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { role } from '../../events/organization.events.ts';
import { organizationStream } from './organization.stream.ts';
import { keepAnOwner, requireOwner } from './owners.ts';

export const changeMemberRole = defineCommand({
  type: 'ChangeMemberRole',
  summary: 'Give a member another role.',
  stream: organizationStream,
  input: z.strictObject({ organizationId: id, userId: id, role }),
  target: 'organizationId',
  routes: [{ method: 'put', path: '/organizations/:organizationId/members/:userId/role' }],
  roles: ['owner', 'admin'],
  decide(state, { organizationId, userId, role }, context) {
    const current = state.members[userId];
    if (!current) throw new DomainError('NOT_FOUND', 'no such member');
    if (current === role) return [];
    if (current === 'owner' || role === 'owner') requireOwner(state, context);
    keepAnOwner(state, userId);
    return [{ type: 'MemberRoleChanged', data: { organizationId, userId, role } }];
  },
});
