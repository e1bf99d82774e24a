import { text } from 'node:stream/consumers';

/** Does the job that this process was started for (see `runJob`), answers it, and ends the process. */
export async function serveJob<Job>(work: (job: Job) => Promise<object>): Promise<void> {
  const result = await work(JSON.parse(await text(process.stdin)));
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}
