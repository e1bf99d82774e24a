import type { Foundation } from './foundation.ts';

/** Does the background work. */
export async function startWorker({ logger }: Foundation): Promise<undefined> {
  logger.info('no jobs yet');
}
