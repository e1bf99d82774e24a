import { z } from 'zod';
import { displayName } from '../commands/user/profile-fields.ts';
import { emailAddress, nonEmptyText, slug } from '../domain/values.ts';
import { namesOwner, newPassword } from './password-rules.ts';

/** Name and slug of an organization to be founded. */
export const newOrganization = z.strictObject({ name: nonEmptyText(120), slug });

/** What somebody who registers sends. */
export const registration = z
  .strictObject({
    email: emailAddress,
    password: newPassword,
    displayName,
    /**
     * The first who registers founds one; everybody else names one by its slug, or none for the first one.
     */
    organization: z.union([newOrganization, slug]).optional(),
    invitationToken: z.string().max(200).optional(),
  })
  .refine(({ password, email, displayName }) => !namesOwner(password, email, displayName), {
    error: 'this password is among the first that are guessed',
    path: ['password'],
  });
export type Registration = z.output<typeof registration>;
