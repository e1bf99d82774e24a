import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { emailHash } from '../../events/email-address.events.ts';
import { emailAddressStream } from './email-address.stream.ts';

/** Comes before RegisterUser, so that two users never share an address. */
export const claimEmailAddress = defineCommand({
  type: 'ClaimEmailAddress',
  summary: 'Claim an e-mail address for a user.',
  stream: emailAddressStream,
  input: z.strictObject({ emailHash, userId: id }),
  target: 'emailHash',
  expects: 'any',
  decide(state, { emailHash, userId }) {
    if (state.userId === userId) return [];
    if (state.userId !== null) throw new DomainError('CONFLICT', 'the address belongs to another user');
    return [{ type: 'EmailAddressClaimed', data: { emailHash, userId } }];
  },
});
