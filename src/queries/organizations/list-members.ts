import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { toUser, userItem, userRows } from '../users/user-item.ts';

export const listMembers = defineList({
  name: 'ListMembers',
  summary: 'List the members of an organization by name.',
  route: '/organizations/:organizationId/members',
  params: z.strictObject({ organizationId: id }),
  item: userItem,
  readModels: ['organizations', 'users'],
  parent: (read, { organizationId }) =>
    read.table('organizations').where('organizations.organization_id', organizationId),
  from: (read, { organizationId }) => userRows(read).where('members.organization_id', organizationId),
  fields: {
    id: { column: 'users.id', type: 'uuid', filter: true },
    displayName: { column: 'users.display_name', type: 'text', filter: true, sort: true },
    role: { column: 'members.role', type: 'text', filter: true, sort: true },
    status: { column: 'users.status', type: 'text', filter: true },
    joinedAt: { column: 'members.joined_at', type: 'timestamp', filter: true, sort: true },
  },
  defaultSort: 'displayName:asc',
  tieBreaker: 'id',
  toItem: toUser,
});
