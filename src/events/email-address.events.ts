import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { id } from '../domain/values.ts';

/** Keyed hash (HMAC-SHA-256, hexadecimal) of an e-mail address: finds an address without telling it. */
export const emailHash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

export const emailAddressEvents = defineEvents('emailAddress', {
  EmailAddressClaimed: z.strictObject({ emailHash, userId: id }),
});
