import { createQueues } from '../../src/platform/queues.ts';

/**
 * A process that takes a job and never finishes it; for tests that kill it. Prints one line when its worker
 * runs and one with the id of the job. Arguments: queue, database URL, Redis URL or nothing.
 */
const [queue = '', databaseUrl = '', redisUrl] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const queues = await createQueues({
  names: [queue],
  databaseUrl,
  redisUrl,
  logger: { warn: () => undefined },
});
const never = async ({ id }: { id: string }) => {
  say({ job: id });
  await new Promise(() => undefined);
};
await queues.process(queue, never, { concurrency: 1 });
say({ ready: true });
