import { BACKWARDS, END, type EventStoreDBClient } from '@eventstore/db-client';
import type { LogPosition } from '../../core/define-events.ts';
import { startOfLog } from '../../core/log-position.ts';
import { readInFull } from './read-in-full.ts';

/** A page of `$all` when looking for the head of the log behind system events. */
const pageSize = 64;

/** Position of the last event that is not the system's; zero where there is none. */
export async function readHead(client: EventStoreDBClient, signal: AbortSignal): Promise<LogPosition> {
  let fromPosition: LogPosition | typeof END = END;
  // The last event of all is nearly always the one.
  for (let maxCount = 1; ; maxCount = pageSize) {
    const read = client.readAll({ direction: BACKWARDS, fromPosition, maxCount });
    const page = await readInFull(read, signal);
    for (const { event } of page) {
      if (!event) continue;
      if (!event.type.startsWith('$')) return event.position;
      fromPosition = event.position;
    }
    if (page.length < maxCount || signal.aborted) return startOfLog;
  }
}
