import { createHash } from 'node:crypto';
import { EventStoreDBClient } from '@eventstore/db-client';

/** How many events the log has, the product's, and the SHA-256 of their ids in its order. */
export async function readLog(url: string): Promise<{ events: number; ids: string }> {
  const client = EventStoreDBClient.connectionString(url);
  const hash = createHash('sha256');
  let events = 0;
  try {
    for await (const { event } of client.readAll()) {
      if (!event || event.type.startsWith('$')) continue;
      events += 1;
      hash.update(`${event.id}\n`);
    }
  } finally {
    await client.dispose();
  }
  return { events, ids: hash.digest('hex') };
}
