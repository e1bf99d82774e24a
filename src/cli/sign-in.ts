import { z } from 'zod';
import { CliError } from './cli-error.ts';
import type { CliContext } from './context.ts';

const session = z.object({ accessToken: z.string(), expiresIn: z.number(), role: z.string() });

/** Signs in and keeps the session. */
export async function signIn(context: CliContext, email: string, password: string): Promise<void> {
  const { accessToken, expiresIn } = await context.api({
    method: 'POST',
    path: '/auth/sign-in',
    anonymous: true,
    body: { type: 'application/json', text: JSON.stringify({ email, password }) },
    answer: session,
    patienceMs: 2000,
  });
  await context.keepToken(accessToken, expiresIn);
}

/** The password that was given as an option, or in the environment. Throws CliError without one. */
export function requirePassword(option: string | undefined, { password }: CliContext): string {
  const given = option ?? password;
  if (given === undefined) throw new CliError('Give the password with --password, or in OUTCOMES_PASSWORD.');
  return given;
}
