import { z } from 'zod';
import { defineQuery } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { toUser, userItem, userRows } from './user-item.ts';

export const getUser = defineQuery({
  name: 'GetUser',
  summary: 'Get a user of the organization.',
  route: '/users/:userId',
  params: z.strictObject({ userId: id }),
  item: userItem,
  readModels: ['users', 'organizations'],
  revision: 'revision',
  from: (read, { userId }) => userRows(read).where('users.id', userId),
  toItem: toUser,
});
