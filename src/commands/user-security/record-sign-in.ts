import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { signInFailure, signInMethod } from '../../events/user-security.events.ts';
import { userSecurityStream } from './user-security.stream.ts';

/** Internal: the identity service has checked the credentials. */
export const recordSignIn = defineCommand({
  type: 'RecordSignIn',
  summary: 'Record that a user signed in, or failed to.',
  stream: userSecurityStream,
  input: z.strictObject({
    userId: id,
    method: signInMethod,
    /** Why it failed; left out where it succeeded. */
    failure: signInFailure.optional(),
  }),
  target: 'userId',
  expects: 'any',
  admits: (_, actor, { userId }) => actor.type === 'user' && actor.id === userId,
  decide(_, { userId, method, failure }) {
    return failure
      ? [{ type: 'SignInFailed', data: { userId, method, reason: failure } }]
      : [{ type: 'SignInSucceeded', data: { userId, method } }];
  },
});
