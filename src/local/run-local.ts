import type { Config } from '../platform/config.ts';
import { type LocalAddresses, startLocal } from './start-local.ts';

/** Everything must have ended by then; Ctrl-C promises it. */
const stopWithinMs = 10_000;

/** `npm start`: starts everything, tells the person where things are, and stops when it is wanted. */
export async function runLocal(
  config: Config,
  { reload, wanted }: { reload: boolean; wanted: Promise<void> },
): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const line = (text: string) => process.stdout.write(`${text}\n`);
  const starting = startLocal({ config, reload, say, line });
  const started = await Promise.race([starting, wanted]);
  if (started) {
    say(welcome(started.addresses));
    await wanted;
  }
  say('Stopping …');
  // Whatever is left then notices that this process is gone, and ends by itself.
  setTimeout(() => process.exit(1), stopWithinMs).unref();
  await starting.then((local) => local.stop());
  say('Stopped.');
}

function welcome({ api, operations }: LocalAddresses): string {
  return `
  Product Outcomes is running.

    API            ${api}/api/v1
    Documentation  ${api}/docs
    Health         ${operations}/health/ready
    Metrics        ${operations}/metrics

  First sign-in: the first person to register becomes the owner.

    npx outcomes register --email you@example.com --name "Your Name" --organization "Your Company"

  Ctrl-C stops everything. Data are kept in the data directory.
`;
}
