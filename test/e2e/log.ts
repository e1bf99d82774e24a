import { EventStoreDBClient } from '@eventstore/db-client';
import type { RecordedEvent } from '../../src/core/define-events.ts';
import { catalog } from '../../src/events/index.ts';
import { decodeEvent } from '../../src/platform/event-log/decode-event.ts';

/** Every event of the product, in the order of the log, read with the plain client. */
export async function wholeLog(eventStore: string): Promise<RecordedEvent[]> {
  const client = EventStoreDBClient.connectionString(eventStore);
  try {
    const events: RecordedEvent[] = [];
    for await (const { event } of client.readAll()) {
      if (event && !event.type.startsWith('$')) events.push(decodeEvent(catalog, event));
    }
    return events;
  } finally {
    await client.dispose();
  }
}

/** Data of the events of a type. */
export function dataOf<Data>(events: readonly RecordedEvent[], type: string): Data[] {
  return events.filter((event) => event.type === type).map(({ data }) => data as Data);
}
