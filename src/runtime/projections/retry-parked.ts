import type { Clock } from '../../core/ports.ts';
import type { RetriedPage } from './apply-page.ts';
import type { ProjectionLogger, RequestedRetry } from './ports.ts';

/** Readers wait for the next sign of life meanwhile, and batches of the log for each page. */
const retryMs = 500;

interface Retrying {
  readonly clock: Clock;
  readonly logger: ProjectionLogger;
  readonly ending: AbortSignal;
  /** Between two pages, batches of the log have their turn. */
  readonly retryPage: (request: RequestedRetry) => Promise<RetriedPage | null>;
}

/**
 * Takes up parked streams, page by page, until one is poison still, for half a second or so: what is left then
 * is still requested, and so is a stream that the log does not give. Null for requests that cannot be looked up.
 * Throws as `retryPage`.
 */
export async function retryParked(
  requests: readonly RequestedRetry[] | null,
  { clock, logger, ending, retryPage }: Retrying,
): Promise<void> {
  if (requests === null) {
    logger.warn('the dead letters to try again cannot be looked up in time');
    return;
  }
  const until = clock.elapsed() + retryMs;
  for (const request of requests) {
    let rest: RequestedRetry | null = request;
    while (rest !== null) {
      if (ending.aborted || clock.elapsed() >= until) return;
      const page: RetriedPage | null = await retryPage(rest);
      if (page === null) return;
      report(logger, request, page);
      rest = page.rest;
    }
  }
}

function report(
  logger: ProjectionLogger,
  { projection, stream }: RequestedRetry,
  { poison, rest, gone, unread }: RetriedPage,
): void {
  const of = { projection, stream };
  if (unread !== undefined)
    return void logger.warn('a parked stream cannot be read', { ...of, error: unread });
  if (gone) logger.warn('dead letters are forgotten: the log no longer has their events', of);
  if (poison) {
    const { revision, type } = poison.event;
    logger.warn('a parked stream is still poison', { ...of, revision, type, reason: poison.reason });
  } else if (rest === null) logger.info('a parked stream has been taken up again', of);
}
