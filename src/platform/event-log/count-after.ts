import { type EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import type { LogPosition } from '../../core/define-events.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import { readEach } from './read-each.ts';

export interface CountedEvents {
  /** Events that were counted. */
  readonly events: number;
  /** Where the count ended: it goes on after this. */
  readonly position: LogPosition;
  /** Whether the log ended there. */
  readonly ended: boolean;
}

/** Counts the events after `position`, system events aside, among the next `limit` of the log; keeps none. */
export async function countAfter(
  client: EventStoreDBClient,
  position: LogPosition,
  limit: number,
  signal: AbortSignal,
): Promise<CountedEvents> {
  const fromPosition = isAfter(position, startOfLog) ? position : START;
  // A read begins with the event at its position.
  const maxCount = limit + 1;
  let [found, events, last] = [0, 0, position];
  await readEach(client.readAll({ direction: FORWARDS, fromPosition, maxCount }), signal, ({ event }) => {
    found += 1;
    if (!event || !isAfter(event.position, position)) return;
    last = event.position;
    if (!event.type.startsWith('$')) events += 1;
  });
  return { events, position: last, ended: found < maxCount };
}
