import { isAfter } from '../../core/log-position.ts';
import type { EventLog } from '../../core/ports.ts';
import type { DeadLetter, Progress, ReadModelWriter, RequestedRetry } from './ports.ts';
import { projectEvents } from './project-events.ts';
import type { Projector } from './projector.ts';

const pageSize = 200;

/** What has come of one page of a parked stream. */
export interface RetriedPage {
  /** The first event that is poison still; the stream stays parked, with what stands behind it. */
  readonly poison: DeadLetter | null;
  /** What is left to try now; null: the stream is no longer parked, or poison, or unread. */
  readonly rest: RequestedRetry | null;
  /** Whether the log no longer has the events of some dead letters, which are forgotten. */
  readonly gone: boolean;
  /** Why the log has not given the events: nothing has changed. */
  readonly unread?: string;
}

/**
 * Takes up the next events that a projection set aside of one stream, in order, through the code that all
 * events go through; what was discarded is left out. Batches must not be in flight. As long as there is a rest,
 * later events of the stream are set aside behind it.
 * Throws as `projectEvents`, and where the log does not give what stands behind the last dead letter.
 */
export async function retryPage(
  projector: Projector,
  writer: ReadModelWriter,
  log: Pick<EventLog, 'readLogged'>,
  progress: Progress,
  request: RequestedRetry,
): Promise<RetriedPage> {
  const { projection, stream, first, last, discarded } = request;
  const from = discarded === null ? first : discarded + 1;
  const page = await log.readLogged(stream, from, pageSize).catch((error: unknown) => {
    // Nothing would be requested any more.
    if (first > last) throw error;
    return { unread: error instanceof Error ? error.message : 'unknown' };
  });
  if ('unread' in page) return { poison: null, rest: null, gone: false, ...page };
  // Later events come through the subscription.
  const events = page.filter(({ event }) => !isAfter(event.position, progress.position));
  const begin = events[0]?.event.revision ?? Number.POSITIVE_INFINITY;
  const reached = events.at(-1)?.event.revision ?? from - 1;
  const isLast = events.length < pageSize;

  const only = { ...projector, projections: projector.projections.filter(({ name }) => name === projection) };
  // Dead letters whose events are no longer in the log end with the last page.
  const retried = { projection, stream, from: first, through: isLast ? Number.MAX_SAFE_INTEGER : reached };
  projector.parked.remove(projection, stream);
  const letters = await projectEvents(only, writer, events, { progress, last: null, retried });
  const [poison = null] = letters;
  const rest = isLast || poison ? null : { ...request, first: reached + 1, discarded: null };
  if (rest) projector.parked.add(projection, stream);
  return { poison, rest, gone: from <= last && (begin > from || (isLast && reached < last)) };
}
