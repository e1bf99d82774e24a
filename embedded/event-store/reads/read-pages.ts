import { readUint64, revisionKey, uint64Key } from '../storage/keys.ts';
import type { Storage } from '../storage/open-storage.ts';

/** `at` is the position in `$all`, or the revision in a stream. */
export type Entry = { at: number; position: number; stored: Buffer };
export type Direction = 'forwards' | 'backwards';

const PAGE_EVENTS = 256;
const PAGE_BYTES = 1024 * 1024;

function collect(entries: Iterable<Entry>): Entry[] {
  const page: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    page.push(entry);
    bytes += entry.stored.length;
    if (bytes >= PAGE_BYTES) break;
  }
  return page;
}

/** Some events of `$all` beginning with position `from`; none when there are no more. */
export function readAllPage(storage: Storage, from: number, direction: Direction): Entry[] {
  const range = storage.log.getRange({
    start: uint64Key(from),
    reverse: direction === 'backwards',
    limit: PAGE_EVENTS,
  });
  return collect(
    range.map(({ key, value }) => {
      const position = readUint64(key);
      return { at: position, position, stored: value };
    }),
  );
}

/** Some events of a stream from revision `from` to `to`, both included; none when there are no more. */
export function readStreamPage(
  storage: Storage,
  streamId: number,
  from: number,
  to: number,
  direction: Direction,
): Entry[] {
  const range = storage.index.getRange({
    start: revisionKey(streamId, from),
    end: revisionKey(streamId, to),
    inclusiveEnd: true,
    reverse: direction === 'backwards',
    limit: PAGE_EVENTS,
  });
  return collect(
    range.map(({ key, value }) => {
      const stored = storage.log.get(value);
      if (!stored) throw new Error(`The log has no event at position ${readUint64(value)}.`);
      return { at: readUint64(key, 8), position: readUint64(value), stored };
    }),
  );
}
