import { isAfter } from '../../core/log-position.ts';
import type { EventLog } from '../../core/ports.ts';
import type { DeadLetter, Progress, ReadModelWriter, RequestedRetry } from './ports.ts';
import { projectEvents } from './project-events.ts';
import type { Projector } from './projector.ts';

const pageSize = 500;

/**
 * Takes up again what a projection set aside of one stream, in order, through the code that all events go
 * through; what was discarded is left out. What is poison still is set aside again. Returns the dead letters
 * that are left.
 */
export async function retryParked(
  projector: Projector,
  writer: ReadModelWriter,
  log: Pick<EventLog, 'readLogged'>,
  progress: Progress,
  { projection, stream, first, last, discarded }: RequestedRetry,
): Promise<readonly DeadLetter[]> {
  const only = { ...projector, projections: projector.projections.filter(({ name }) => name === projection) };
  const letters: DeadLetter[] = [];
  let from = first;
  let next = discarded === null ? first : discarded + 1;
  for (;;) {
    const page = await log.readLogged(stream, next, pageSize);
    // Later events come through the subscription.
    const events = page.filter(({ event }) => !isAfter(event.position, progress.position));
    const reached = events.at(-1)?.event.revision ?? next;
    const isLast = events.length < pageSize;
    if (letters.length === 0) projector.parked.remove(projection, stream);
    // Dead letters whose events are no longer in the log end with the last page.
    const retried = { projection, stream, from, through: isLast ? Math.max(reached, last) : reached };
    const outcome = { progress, lastRecordedAt: null, retried };
    letters.push(...(await projectEvents(only, writer, events, outcome)));
    if (isLast) return letters;
    from = reached + 1;
    next = from;
  }
}
