import { importOkrs } from './import-okrs.ts';
import type { ImportStore } from './import-store.ts';

interface ImportQueue {
  add(
    queue: typeof importOkrs.queue,
    jobName: string,
    data: Readonly<Record<string, string>>,
    options: { jobId: string },
  ): Promise<void>;
}

/** Adds the job of an import to its queue, unless it is there. */
export function enqueueImport(queue: ImportQueue, importId: string): Promise<void> {
  return queue.add(importOkrs.queue, importOkrs.name, { importId }, { jobId: importId });
}

/** Enqueues imports whose request broke off before it could. Called when a worker starts. */
export async function enqueueUnfinishedImports(queue: ImportQueue, imports: ImportStore): Promise<void> {
  for (const importId of await imports.unfinished()) await enqueueImport(queue, importId);
}
