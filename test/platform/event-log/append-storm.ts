import { catalog } from '../../../src/events/index.ts';
import { createEventLog } from '../../../src/platform/event-log/create-event-log.ts';
import { numbered, streamOf } from './log-fixture.ts';

/**
 * A process with very many appends in flight, for outage.int.test.ts, which kills the store once this has
 * said that it is ready. Ends with 0 when all of them are done. Argument: the connection string.
 */
const [url = ''] = process.argv.slice(2);
const log = createEventLog({ url, catalog, patienceMs: 40_000 });
let done = 0;
const append = async () => {
  await log.append(streamOf(), -1, [numbered(0, 5000)]);
  done += 1;
  if (done === 20) process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
};
await Promise.all(Array.from({ length: 1500 }, append));
await log.close();
process.exit(0);
