import type { LocalAddresses } from './start-local.ts';

/** What a person needs to know once everything runs. */
export function welcome({ api, operations, database, dataDir, isNew }: LocalAddresses): string {
  const [first] = operations;
  const metrics = operations.map(({ role, url }) => `${url}/metrics  ${role}`);
  const postgres = database
    ? `\n    PostgreSQL     ${database.url}\n                   the password is in ${database.passwordFile}`
    : '';
  return `
  Product Outcomes is running.

    API            ${api}/api/v1
    Documentation  ${api}/docs
    Health         ${first?.url}/health/ready
    Metrics        ${metrics.join('\n                   ')}${postgres}

${isNew ? firstSignIn : signIn}

  Ctrl-C stops everything. Data are kept in ${dataDir}.
`;
}

const register =
  'npx outcomes register --email you@example.com --name "Your Name" --organization "Your Company"';

const firstSignIn = `  First sign-in: the first person to register becomes the owner.

    ${register}`;

const signIn = `  Sign in with the address that you registered with; who has not registered yet: npx outcomes register --help

    npx outcomes sign-in --email you@example.com`;
