import { type EventStoreDBClient, FORWARDS } from '@eventstore/db-client';
import type { KnownEvent } from '../../core/ports.ts';
import { readInFull } from './read-in-full.ts';

/**
 * Whether the log has that event where it was seen. Also true where its place is empty and others follow: its
 * stream was deleted since.
 */
export async function hasEvent(
  client: EventStoreDBClient,
  { id, position }: KnownEvent,
  signal: AbortSignal,
): Promise<boolean> {
  const read = client.readAll({ direction: FORWARDS, fromPosition: position, maxCount: 1 });
  const [found] = await readInFull(read, signal);
  const event = found?.event;
  if (!event) return false;
  return event.id === id || event.position.commit !== position.commit;
}
