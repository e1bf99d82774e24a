import { isAfter } from '../../core/log-position.ts';
import type { EventLog, LoggedEvent } from '../../core/ports.ts';
import type { DeadLetter, DeadLetterRange, Progress, ReadModelWriter, RequestedRetry } from './ports.ts';
import { projectEvents } from './project-events.ts';
import type { Projector } from './projector.ts';

/** The little that may be read while batches wait. */
const fewEvents = 20;
const fewBytes = 2 ** 18;

export interface Applying {
  readonly projector: Projector;
  readonly writer: ReadModelWriter;
  readonly log: Pick<EventLog, 'readLogged'>;
  /** How far the batches are. */
  readonly progress: () => Progress;
}

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

/** Revision of the first event to take up. */
export function beginOf({ first, discarded }: DeadLetterRange): number {
  return discarded === null ? first : discarded + 1;
}

/**
 * Applies a page that was read from `beginOf(request)` on. Batches must not be in flight. What they have set aside
 * of the stream since the page was read is left for the next one, unless it is little. Throws as `projectEvents`.
 */
export async function applyPage(
  { projector, writer, log, progress }: Applying,
  request: RequestedRetry,
  page: readonly LoggedEvent[],
): Promise<RetriedPage> {
  const { projection, stream } = request;
  const now = await writer.deadLetterRange(request);
  projector.parked.remove(projection, stream);
  if (now === null) return { poison: null, rest: null, gone: false };
  const at = progress();
  // Later events come through the subscription.
  const isSeen = ({ event }: LoggedEvent) => !isAfter(event.position, at.position);
  const begin = beginOf(now);
  const { last } = now;
  let events = page.filter((each) => isSeen(each) && each.event.revision >= begin);
  let covered = Math.max(begin - 1, throughOf(page, isSeen) ?? request.last);
  // A stream that gets events all the time would always be ahead.
  if (covered >= request.last && covered < last && last - covered <= fewEvents) {
    const more = await log.readLogged(stream, covered + 1, fewEvents, fewBytes).catch(() => []);
    events = [...events, ...more.filter(isSeen)];
    covered = throughOf(more, isSeen) ?? covered;
  }
  const isLast = covered >= last;

  const only = { ...projector, projections: projector.projections.filter(({ name }) => name === projection) };
  // Dead letters whose events are no longer in the log end with the page, too.
  const through = isLast ? Number.MAX_SAFE_INTEGER : covered;
  const retried = { projection, stream, from: now.first, through };
  const [poison = null] = await projectEvents(only, writer, events, { progress: at, last: null, retried });
  const rest = isLast || poison ? null : { projection, stream, first: covered + 1, last, discarded: null };
  if (rest) projector.parked.add(projection, stream);
  const read = beginOf(request);
  const gone = read <= request.last && (page[0]?.event.revision ?? Number.POSITIVE_INFINITY) > read;
  return { poison, rest, gone };
}

/** Up to which revision a part of a stream says what there was to take; null: of nothing. */
function throughOf(part: readonly LoggedEvent[], isSeen: (logged: LoggedEvent) => boolean): number | null {
  const unseen = part.find((each) => !isSeen(each));
  return unseen ? unseen.event.revision - 1 : (part.at(-1)?.event.revision ?? null);
}
