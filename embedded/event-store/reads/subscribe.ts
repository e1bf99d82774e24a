import type { EncodeEntry } from './encode-entry.ts';
import type { EventFilter } from './event-filter.ts';
import { caughtUp, checkpoint, confirmation } from './messages.ts';
import type { Entry } from './read-pages.ts';
import type { Sink } from './sink.ts';

/** What a subscription follows: `$all` or one stream. */
export type Source = {
  /** Events behind `cursor` (a position or revision), none when there are none yet. */
  after(cursor: number): Entry[];
  /** Whether readers may see an event that `after` gave last: those of a stream can be too old. */
  isVisible(stored: Buffer): boolean;
  /** Cursor of the last event there is. */
  end(): number;
  /** How many events are behind `cursor`. */
  behind(cursor: number): number;
  /** Resolves at the next commit to it, or when the signal is aborted. */
  changed(abort: AbortSignal): Promise<void>;
};

/** `checkpointInterval` counts the events looked at, sent or not. */
export type SubscriptionFilter = { matches: EventFilter; checkpointInterval: number };

/** A live subscription that is this many events behind is catching up again. */
const LIVE_BUFFER = 32;

/**
 * Sends everything behind `from`, and then what is committed, until the sink closes.
 * The log itself is the buffer: a slow client costs no memory, however far it falls behind.
 */
export async function subscribe(
  source: Source,
  from: number,
  filter: SubscriptionFilter | undefined,
  encode: EncodeEntry,
  subscriptionId: string,
  sink: Sink,
): Promise<void> {
  let cursor = from;
  let live = false;
  let sinceCheckpoint = 0;
  await sink.send(confirmation(subscriptionId));

  while (!sink.closed.aborted) {
    const entries = source.after(cursor);
    if (entries.length === 0) {
      if (!live) {
        live = true;
        sinceCheckpoint = 0;
        if (filter) await sink.send(checkpoint(cursor));
        await sink.send(caughtUp());
      }
      // Something may have been committed while the client was slow.
      if (source.behind(cursor) === 0) await source.changed(sink.closed);
      if (source.behind(cursor) > LIVE_BUFFER) live = false;
      continue;
    }
    for (const entry of entries) {
      cursor = entry.at;
      if (source.isVisible(entry.stored) && (!filter || filter.matches(entry.stored))) {
        const wait = sink.send(encode(entry));
        if (wait) await wait;
        if (sink.closed.aborted) return;
      }
      sinceCheckpoint += 1;
      if (filter && sinceCheckpoint >= filter.checkpointInterval) {
        sinceCheckpoint = 0;
        await sink.send(checkpoint(entry.position));
      }
    }
    if (!live) await new Promise((resolve) => setImmediate(resolve));
  }
}
