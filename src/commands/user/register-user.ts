import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { emailAddress, id } from '../../domain/values.ts';
import { displayName, timeZone } from './profile-fields.ts';
import { userStream } from './user.stream.ts';

/** Internal: the identity service has claimed the address (ClaimEmailAddress) and keeps the credentials. */
export const registerUser = defineCommand({
  type: 'RegisterUser',
  summary: 'Register a user.',
  stream: userStream,
  input: z.strictObject({
    userId: id,
    email: emailAddress,
    displayName,
    timeZone: timeZone.default(null),
  }),
  target: 'userId',
  expects: 'new',
  decide: (_, input) => [{ type: 'UserRegistered', data: input }],
});
