import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { id } from '../domain/values.ts';

const userId = id;

/** How somebody proved, or tried to prove, who they are. */
export const signInMethod = z.enum(['password', 'mfa', 'oidc', 'saml']);

/** Why a sign-in failed. */
export const signInFailure = z.enum(['wrongPassword', 'wrongCode', 'lockedOut', 'deactivated']);

export const userSecurityEvents = defineEvents('userSecurity', {
  SignInSucceeded: z.strictObject({ userId, method: signInMethod }),
  SignInFailed: z.strictObject({ userId, method: signInMethod, reason: signInFailure }),
});
