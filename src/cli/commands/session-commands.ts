import type { Command } from 'commander';
import { z } from 'zod';
import type { CliContext } from '../context.ts';
import { requirePassword, signIn } from '../sign-in.ts';

const me = z.object({
  displayName: z.string(),
  role: z.string(),
  organization: z.object({ name: z.string(), slug: z.string() }),
});

/** `outcomes sign-in`, `outcomes token`, `outcomes whoami`. */
export function addSessionCommands(program: Command, context: () => CliContext): void {
  program
    .command('sign-in')
    .description('sign in; the session is kept in the data directory')
    .requiredOption('--email <address>', 'e-mail address')
    .option('--password <password>', 'password; by default OUTCOMES_PASSWORD')
    .action(async ({ email, password }: { email: string; password?: string }) => {
      const own = context();
      await signIn(own, email, requirePassword(password, own));
      own.say('Signed in.');
    });
  program
    .command('token')
    .description('print the access token, for curl: -H "Authorization: Bearer $(outcomes token)"')
    .action(async () => {
      const own = context();
      own.say(await own.token());
    });
  program
    .command('whoami')
    .description('tell who is signed in, and where')
    .action(async () => {
      const own = context();
      const token = await own.token();
      const { displayName, role, organization } = await own.api({
        method: 'GET',
        path: '/auth/me',
        token,
        answer: me,
        patienceMs: 2000,
      });
      own.say(`${displayName}, ${role} of ${organization.name} (${organization.slug}) at ${own.url}`);
    });
}
