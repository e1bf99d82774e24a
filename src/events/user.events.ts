import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { pii } from '../core/pii.ts';
import { id } from '../domain/values.ts';

const userId = id;

/** What people wrote is checked where it is asked for; the log keeps it as it was. */
const profile = {
  displayName: pii(z.string()),
  /** Null: the time zone of the organization. */
  timeZone: z.string().nullable(),
};

export const userEvents = defineEvents('user', {
  UserRegistered: z.strictObject({ userId, email: pii(z.string()), ...profile }),
  /** Carries the whole profile as it is from now on. */
  UserProfileChanged: z.strictObject({ userId, ...profile }),
  UserDeactivated: z.strictObject({ userId }),
  UserReactivated: z.strictObject({ userId }),
});
