import { randomBytes, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CliContext } from '../context.ts';
import { signIn } from '../sign-in.ts';

interface Options {
  readonly email: string;
  readonly name: string;
  readonly organization?: string;
  readonly slug?: string;
  readonly password?: string;
  readonly invitation?: string;
}

const registered = z.object({ userId: z.string(), organizationId: z.string() });

/** `outcomes register`: the first person founds an organization; whoever comes later needs an invitation. */
export function addRegister(program: Command, context: () => CliContext): void {
  program
    .command('register')
    .description('register, and sign in; the first person founds an organization and owns it')
    .requiredOption('--email <address>', 'e-mail address to sign in with')
    .requiredOption('--name <name>', 'your name')
    .option('--organization <name>', 'name of the organization to found')
    .option('--slug <slug>', 'short name of the organization; by default made from its name')
    .option('--invitation <token>', 'token of an invitation, instead of founding an organization')
    .option(
      '--password <password>',
      'password; by default OUTCOMES_PASSWORD, else one is made and printed once',
    )
    .action((options: Options) => register(options, context()));
}

async function register(options: Options, context: CliContext): Promise<void> {
  const { email, name, organization, invitation } = options;
  const given = options.password ?? context.password;
  const password = given ?? randomBytes(15).toString('base64url');
  const body = {
    email,
    password,
    displayName: name,
    ...(organization !== undefined && {
      organization: { name: organization, slug: options.slug ?? slugOf(organization) },
    }),
    ...(invitation !== undefined && { invitationToken: invitation }),
  };
  await context.api({
    method: 'POST',
    path: '/auth/register',
    anonymous: true,
    body: { type: 'application/json', text: JSON.stringify(body) },
    headers: { 'Idempotency-Key': randomUUID() },
    answer: registered,
    patienceMs: 2000,
  });
  context.say(`Registered ${email}.`);
  if (given === undefined) {
    context.say(`Password: ${password}`);
    context.say('Keep it: it is not shown again.');
  }
  await signIn(context, email, password);
  context.say('Signed in. Next: npx outcomes import examples/company.csv');
}

/** `Käse & Brot GmbH` as kase-brot-gmbh. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .match(/[a-z0-9]+/g)
    ?.join('-')
    .slice(0, 63)
    .replace(/-$/, '');
  return slug ?? 'organization';
}
