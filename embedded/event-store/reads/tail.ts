import type { Entry } from './read-pages.ts';

/** The newest events of `$all`: whoever follows live takes them from memory, not from the disk. */
export type Tail = {
  /** Notes events that are on disk now, the last of them at position `head`. */
  add(stored: readonly Buffer[], head: number): void;
  /** Events behind `cursor`; undefined when the first of them is no longer here. */
  after(cursor: number): Entry[] | undefined;
};

const MAX_EVENTS = 1_024;
const MAX_BYTES = 4 * 1024 * 1024;

export function createTail(): Tail {
  const entries: Entry[] = [];
  let bytes = 0;

  const forget = (): void => {
    // By halves: one at a time would move all the others each time.
    while (entries.length > MAX_EVENTS || bytes > MAX_BYTES) {
      const old = entries.splice(0, Math.ceil(entries.length / 2));
      for (const { stored } of old) bytes -= stored.length;
    }
  };

  return {
    add(stored, head) {
      const before = head - stored.length;
      for (const [i, one] of stored.entries()) {
        const position = before + 1 + i;
        entries.push({ at: position, position, stored: one });
        bytes += one.length;
      }
      forget();
    },
    after(cursor) {
      const [first] = entries;
      if (!first || cursor + 1 < first.position) return undefined;
      return entries.slice(cursor + 1 - first.position);
    },
  };
}
