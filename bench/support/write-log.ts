import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { RealisticEvent } from './realistic-event.ts';

const atOnce = 512;

/** Writes the events to an event store, straight and in order. */
export async function writeLog(url: string, events: readonly RealisticEvent[]): Promise<void> {
  const client = EventStoreDBClient.connectionString(url);
  // The first one alone: until there is a connection, calls do not keep their order.
  for (let start = 0, end = 1; start < events.length; start = end, end += atOnce) {
    await Promise.all(
      events.slice(start, end).map(({ stream, type, data, metadata }) => {
        const event = jsonEvent({ id: randomUUID(), type, data: { ...data }, metadata: { ...metadata } });
        return client.appendToStream(stream, event);
      }),
    );
  }
  await client.dispose();
}
