import type { EventLog } from '../../core/ports.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { type Applying, applyPage, beginOf, type RetriedPage } from './apply-page.ts';
import type { RequestedRetry } from './ports.ts';

/** A page ends with whichever is reached first. */
const mostEvents = 200;
const mostBytes = 4 * 2 ** 20;

interface Retrying extends Applying {
  readonly log: Pick<EventLog, 'readLogged'>;
  /** Runs `work` while no batch is in flight. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly ending: AbortSignal;
}

/**
 * Takes up the next events that a projection set aside of one stream, in order, through the code that all
 * events go through; what was discarded is left out. They are read while batches go on, and applied between two
 * of them. As long as there is a rest, and until they are applied, later events of the stream are set aside
 * behind them. Null where `ending` aborts before they are read. Throws as `projectEvents`.
 */
export async function retryPage(retrying: Retrying, request: RequestedRetry): Promise<RetriedPage | null> {
  const { log, inTurn, ending } = retrying;
  const reading = log
    .readLogged(request.stream, beginOf(request), mostEvents, mostBytes)
    .catch((error: unknown) => ({ unread: error instanceof Error ? error.message : 'unknown' }));
  const page = await unlessAborted(reading, ending);
  if (page === null) return null;
  if ('unread' in page) return { poison: null, rest: null, gone: false, ...page };
  return inTurn(() => applyPage(retrying, request, page));
}
