import { z } from 'zod';
import { roles } from '../../core/define-command.ts';
import type { QueryContext, ReadModels, ReadRow } from '../../core/define-query.ts';
import { emailAddress, id, joinedVia, timestamp } from '../../domain/values.ts';

const role = z.enum(roles);
const status = z.enum(['active', 'deactivated']);

/** A user as a member of the organization, as clients get it. */
export const userItem = z.strictObject({
  id,
  displayName: z.string(),
  email: emailAddress.nullable().describe('Null unless it is your own, or you are an owner or admin.'),
  timeZone: z.string().nullable().describe('Null: that of the organization.'),
  status,
  role: role.describe('Role in the organization.'),
  joinedVia,
  joinedAt: timestamp,
  createdAt: timestamp,
  updatedAt: timestamp,
  revision: z.int(),
});

const row = z.object({
  id: z.string(),
  displayName: z.string(),
  email: z.string(),
  timeZone: z.string().nullable(),
  status,
  role,
  joinedVia,
  joinedAt: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: z.number(),
});

const columns: Record<keyof z.output<typeof row>, string> = {
  id: 'users.id',
  displayName: 'users.display_name',
  email: 'users.email',
  timeZone: 'users.time_zone',
  status: 'users.status',
  role: 'members.role',
  joinedVia: 'members.joined_via',
  joinedAt: 'members.joined_at',
  createdAt: 'users.created_at',
  updatedAt: 'users.updated_at',
  revision: 'users.revision',
};

/** Rows for {@link toUser}: the users who are members of the organization. */
export function userRows(read: ReadModels) {
  return read
    .table('users')
    .join(read.table('members').as('members'), 'members.user_id', 'users.id')
    .select(columns);
}

export function toUser(from: ReadRow, { actor, role: asking }: QueryContext): z.output<typeof userItem> {
  const user = row.parse(from);
  const isSelf = actor.type === 'user' && actor.id === user.id;
  const seesEmail = isSelf || asking === 'owner' || asking === 'admin';
  return { ...user, email: seesEmail ? user.email : null };
}
