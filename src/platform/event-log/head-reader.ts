import { BACKWARDS, END, type EventStoreDBClient } from '@eventstore/db-client';
import type { LogPosition } from '../../core/define-events.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import { readInFull } from './read-in-full.ts';

/** Pages grow only behind system events: those of the product may be large. */
const growth = 4;
const largestPage = 1024;

/**
 * Reads the position of the last event that is not the system's; zero where there is none. Remembers how far that is
 * known, so that system events at the end of the log are passed once.
 */
export function headReader(client: EventStoreDBClient): (signal: AbortSignal) => Promise<LogPosition> {
  /** Up to `end`, the last event of the product is at `head`. */
  let known = { end: startOfLog, head: startOfLog };

  return async (signal) => {
    const before = known;
    let end: LogPosition | undefined;
    let fromPosition: LogPosition | typeof END = END;
    // The last event of all is nearly always the one.
    for (let maxCount = 1; ; maxCount = Math.min(largestPage, maxCount * growth)) {
      const page = await readInFull(client.readAll({ direction: BACKWARDS, fromPosition, maxCount }), signal);
      for (const { event } of page) {
        if (!event) continue;
        const position: LogPosition = event.position;
        end ??= position;
        // A log that ends earlier than before is another one.
        const isKnown = !isAfter(position, before.end) && !isAfter(before.end, end);
        if (isKnown || !event.type.startsWith('$')) {
          known = { end, head: isKnown ? before.head : position };
          return known.head;
        }
        fromPosition = position;
      }
      if (signal.aborted) return startOfLog;
      if (page.length < maxCount) {
        known = { end: end ?? startOfLog, head: startOfLog };
        return startOfLog;
      }
    }
  };
}
