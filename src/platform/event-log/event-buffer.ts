import type { LoggedEvent } from '../../core/ports.ts';
import { jsonSize } from './json-size.ts';

/** Events that wait to be taken in batches. */
export interface EventBuffer {
  readonly length: number;
  /** Estimated size of the payloads, bytes. */
  readonly bytes: number;
  push(event: LoggedEvent): void;
  /** Takes the oldest: as many as both bounds allow, and one at least. */
  take(most: { events: number; bytes: number }): { events: LoggedEvent[]; bytes: number };
}

/** An empty buffer. */
export function eventBuffer(): EventBuffer {
  const events: LoggedEvent[] = [];
  const sizes: number[] = [];
  let bytes = 0;
  return {
    get length() {
      return events.length;
    },
    get bytes() {
      return bytes;
    },
    push(event) {
      const size = event.ok ? jsonSize(event.event.data) : 0;
      events.push(event);
      sizes.push(size);
      bytes += size;
    },
    take(most) {
      let count = 0;
      let taken = 0;
      while (count < Math.min(events.length, most.events)) {
        const next = sizes[count] ?? 0;
        if (count > 0 && taken + next > most.bytes) break;
        taken += next;
        count += 1;
      }
      bytes -= taken;
      sizes.splice(0, count);
      return { events: events.splice(0, count), bytes: taken };
    },
  };
}
