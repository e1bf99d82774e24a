import { type EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import { readInFull } from './read-in-full.ts';

/** Where the first event stands, even behind those of the system. */
const mostRead = 500;

/** When the log recorded its first event that is not the system's, UTC; null where it has none. */
export async function readBeginning(client: EventStoreDBClient, signal: AbortSignal): Promise<string | null> {
  const read = client.readAll({ direction: FORWARDS, fromPosition: START, maxCount: mostRead });
  const found = await readInFull(read, signal);
  const first = found.find(({ event }) => event && !event.type.startsWith('$'));
  return first?.event?.created.toISOString() ?? null;
}
