import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { isSelf } from './is-self.ts';
import { userStream } from './user.stream.ts';

export const deactivateUser = defineCommand({
  type: 'DeactivateUser',
  summary: 'Deactivate your own account: nobody can sign in to it until it is reactivated.',
  stream: userStream,
  input: z.strictObject({ userId: id }),
  target: 'userId',
  routes: [{ method: 'post', path: '/users/:userId/deactivate' }],
  admits: (_, actor, input) => isSelf(actor, input),
  decide: ({ isActive }, { userId }) => (isActive ? [{ type: 'UserDeactivated', data: { userId } }] : []),
});
