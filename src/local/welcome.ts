import type { LocalAddresses } from './start-local.ts';

/** What a person needs to know once everything runs. */
export function welcome({ api, operations }: LocalAddresses): string {
  const [first] = operations;
  const metrics = operations.map(({ role, url }) => `${url}/metrics  ${role}`);
  return `
  Product Outcomes is running.

    API            ${api}/api/v1
    Documentation  ${api}/docs
    Health         ${first?.url}/health/ready
    Metrics        ${metrics.join('\n                   ')}

  First sign-in: the first person to register becomes the owner.

    npx outcomes register --email you@example.com --name "Your Name" --organization "Your Company"

  Ctrl-C stops everything. Data are kept in the data directory.
`;
}
