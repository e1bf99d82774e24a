import { type EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import type { LogPosition } from '../../core/define-events.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import { readInFull } from './read-in-full.ts';

/** How many events after `position`, system events aside, are among the next `limit` of the log. */
export async function countAfter(
  client: EventStoreDBClient,
  position: LogPosition,
  limit: number,
  signal: AbortSignal,
): Promise<number> {
  const fromPosition = isAfter(position, startOfLog) ? position : START;
  // A read begins with the event at its position.
  const read = client.readAll({ direction: FORWARDS, fromPosition, maxCount: limit + 1 });
  const found = await readInFull(read, signal);
  return found.filter(
    ({ event }) => event && !event.type.startsWith('$') && isAfter(event.position, position),
  ).length;
}
