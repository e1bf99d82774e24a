import { createEmailHash } from '../identity/keyed-hash.ts';
import { enqueueUnfinishedImports } from '../jobs/import-okrs/enqueue-import.ts';
import { jobs } from '../jobs/index.ts';
import { createImportStore } from '../platform/import-store.ts';
import { requestContext } from '../platform/request-context.ts';
import { runJobs } from '../runtime/run-jobs.ts';
import type { Foundation } from './foundation.ts';

/** Does the background work, until the queues are closed. */
export async function startWorker(foundation: Foundation): Promise<undefined> {
  const { handle, facts, clock, secret, pool, queues, logger } = foundation;
  const imports = createImportStore(pool);
  await runJobs({
    jobs,
    queues,
    services: { handle, facts, clock, imports, hashEmail: createEmailHash(secret) },
    logger,
    withIds: (ids, work) => requestContext.run(ids, work),
  });
  await enqueueUnfinishedImports(queues, imports);
}
