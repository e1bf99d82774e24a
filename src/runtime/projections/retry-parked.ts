import { UndecodableEventError } from '../../core/event-catalog.ts';
import { isAfter } from '../../core/log-position.ts';
import type { EventLog, LoggedEvent } from '../../core/ports.ts';
import type { DeadLetter, Progress, ReadModelWriter, RequestedRetry } from './ports.ts';
import { projectEvents } from './project-events.ts';
import type { Projector } from './projector.ts';

const pageSize = 500;

/**
 * Takes up again what a projection set aside of one stream, in order, through the code that all events go
 * through. What is poison still is set aside again. Returns the dead letters that are left; null where an
 * event cannot be read.
 */
export async function retryParked(
  projector: Projector,
  writer: ReadModelWriter,
  log: Pick<EventLog, 'readStream'>,
  progress: Progress,
  { projection, stream, from }: RequestedRetry,
): Promise<readonly DeadLetter[] | null> {
  const only = { ...projector, projections: projector.projections.filter(({ name }) => name === projection) };
  const letters: DeadLetter[] = [];
  let next = from;
  try {
    for (;;) {
      const page = await log.readStream(stream, next, pageSize);
      // Later events come through the subscription.
      const events = page.filter(({ position }) => !isAfter(position, progress.position));
      const last = events.at(-1);
      if (!last) return letters;
      if (letters.length === 0) projector.parked.remove(projection, stream);
      const logged = events.map((event): LoggedEvent => ({ ok: true, event }));
      const retried = { projection, stream, from: next, through: last.revision };
      letters.push(
        ...(await projectEvents(only, writer, logged, { progress, lastRecordedAt: null, retried })),
      );
      if (page.length < pageSize || events.length < page.length) return letters;
      next = last.revision + 1;
    }
  } catch (error) {
    if (!(error instanceof UndecodableEventError)) throw error;
    projector.parked.add(projection, stream);
    await writer.dismissRetry({ projection, stream });
    return null;
  }
}
