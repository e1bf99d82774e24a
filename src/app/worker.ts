import { createEmailHash } from '../identity/keyed-hash.ts';
import { enqueueUnfinishedImports } from '../jobs/import-okrs/enqueue-import.ts';
import { jobs } from '../jobs/index.ts';
import { createImportStore } from '../platform/import-store.ts';
import { runJobs } from '../runtime/run-jobs.ts';
import type { Foundation } from './foundation.ts';

/** What is done is reported as done even if the read models take longer than this, in milliseconds. */
const patienceMs = 30_000;

/** Does the background work, until the queues are closed. */
export async function startWorker(foundation: Foundation): Promise<undefined> {
  const { handle, facts, clock, secret, pool, queues, logger, log, freshness } = foundation;
  const caughtUp = async () => {
    // What somebody has paused, or what is being built anew, may take longer than anybody should wait.
    const moving = freshness.each().filter(({ state }) => state === 'running');
    const names = moving.map(({ projection }) => projection);
    await freshness.waitFor(await log.head(), patienceMs, names);
  };
  const imports = createImportStore(pool);
  await runJobs({
    jobs,
    queues,
    services: { handle, facts, clock, imports, hashEmail: createEmailHash(secret), caughtUp },
    logger,
  });
  await enqueueUnfinishedImports(queues, imports);
}
