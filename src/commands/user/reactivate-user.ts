import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { userStream } from './user.stream.ts';

/** Internal: whoever is deactivated cannot sign in, so the identity service asks for it. */
export const reactivateUser = defineCommand({
  type: 'ReactivateUser',
  summary: 'Reactivate an account.',
  stream: userStream,
  input: z.strictObject({ userId: id }),
  target: 'userId',
  decide: ({ isActive }, { userId }) => (isActive ? [] : [{ type: 'UserReactivated', data: { userId } }]),
});
