import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { pii } from '../core/pii.ts';
import { emailAddress, id, nonEmptyText, timeZone } from '../domain/values.ts';

const userId = id;

const profile = {
  displayName: pii(nonEmptyText(120)),
  /** Null: the time zone of the organization. */
  timeZone: timeZone.nullable(),
};

export const userEvents = defineEvents('user', {
  UserRegistered: z.strictObject({ userId, email: pii(emailAddress), ...profile }),
  /** Carries the whole profile as it is from now on. */
  UserProfileChanged: z.strictObject({ userId, ...profile }),
  UserDeactivated: z.strictObject({ userId }),
  UserReactivated: z.strictObject({ userId }),
});
