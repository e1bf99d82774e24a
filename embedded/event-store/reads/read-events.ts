import type { Storage } from '../storage/open-storage.ts';
import type { EncodeEntry } from './encode-entry.ts';
import type { EventFilter } from './event-filter.ts';
import { type Direction, type Entry, readAllPage, readStreamPage } from './read-pages.ts';
import type { Sink } from './sink.ts';
import type { StreamView } from './stream-view.ts';

/** `from` is inclusive here: a position in `$all` or a revision. */
type ReadRequest = { from: number; direction: Direction; count: number };

/** Sends up to `count` events of `$all` that match, forwards up to the head at this moment. */
export async function readAll(
  storage: Storage,
  { from, direction, count }: ReadRequest,
  filter: EventFilter | undefined,
  encode: EncodeEntry,
  sink: Sink,
): Promise<void> {
  const { head } = storage;
  const inRange = (at: number) => at >= 1 && at <= head;
  await sendPages(
    (at) => (inRange(at) ? readAllPage(storage, at, direction).filter((entry) => inRange(entry.at)) : []),
    direction === 'backwards' ? Math.min(from, head) : Math.max(from, 1),
    direction,
    count,
    (entry) => filter === undefined || filter(entry.stored),
    encode,
    sink,
  );
}

/** Sends up to `count` events of a stream. */
export async function readStream(
  storage: Storage,
  view: Extract<StreamView, { kind: 'found' }>,
  { from, direction, count }: ReadRequest,
  encode: EncodeEntry,
  sink: Sink,
): Promise<void> {
  const { id, first, last } = view;
  const to = direction === 'forwards' ? last : first;
  await sendPages(
    (at) => (at >= first && at <= last ? readStreamPage(storage, id, at, to, direction) : []),
    direction === 'backwards' ? Math.min(from, last) : Math.max(from, first),
    direction,
    count,
    (entry) => view.isVisible(entry.stored),
    encode,
    sink,
  );
}

async function sendPages(
  page: (at: number) => Entry[],
  from: number,
  direction: Direction,
  count: number,
  matches: (entry: Entry) => boolean,
  encode: EncodeEntry,
  sink: Sink,
): Promise<void> {
  const step = direction === 'forwards' ? 1 : -1;
  let at = from;
  let left = count;
  while (left > 0 && !sink.closed.aborted) {
    const entries = page(at);
    if (entries.length === 0) return;
    for (const entry of entries) {
      at = entry.at + step;
      if (!matches(entry)) continue;
      const wait = sink.send(encode(entry));
      if (wait) await wait;
      left -= 1;
      if (left === 0 || sink.closed.aborted) return;
    }
    // Other calls get their turn, also when nothing matches or the client takes everything at once.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
