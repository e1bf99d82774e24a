import { LRUCache } from 'lru-cache';
import { type StreamDefinition, streamName } from '../../core/define-stream.ts';
import type { Clock, EventLog } from '../../core/ports.ts';
import { emptyStream, type FoldableEvent, type FoldedStream, foldEvents } from './folded-stream.ts';

/** Folded streams, kept in memory so that most commands need no read at all. */
export interface StreamStates {
  /**
   * The stream folded as far as known, read from the log when the log last confirmed it at least
   * `maxAgeMs` ago. Infinity takes whatever is known; 0 always asks.
   */
  load(stream: StreamDefinition, id: string, maxAgeMs: number): Promise<FoldedStream>;
  /** Notes events that were just appended to the stream as it was `known`. */
  extend(stream: StreamDefinition, id: string, known: FoldedStream, events: readonly FoldableEvent[]): void;
}

/** Keeps the most recently used streams, up to `maxEvents` remembered commands in all. */
export function createStreamStates(log: EventLog, clock: Clock, maxEvents = 500_000): StreamStates {
  const cache = new LRUCache<string, FoldedStream>({
    maxSize: maxEvents,
    sizeCalculation: ({ commands }) => commands.size + 1,
  });
  const reading = new Map<string, Promise<FoldedStream>>();

  /**
   * Folds what follows `known`, or what is cached by now where that is newer; it may have been evicted as
   * well.
   */
  const advance = (
    stream: StreamDefinition,
    name: string,
    known: FoldedStream,
    events: readonly FoldableEvent[],
    confirmedAt: number,
  ) => {
    const cached = cache.get(name);
    const newest = cached && cached.revision > known.revision ? cached : known;
    const folded = foldEvents(stream, newest, events, confirmedAt);
    cache.set(name, folded);
    return folded;
  };

  const read = async (stream: StreamDefinition, name: string): Promise<FoldedStream> => {
    const askedAt = clock.elapsed();
    const known = cache.get(name) ?? emptyStream(stream);
    const events = await log.readStream(name, known.revision + 1);
    return advance(stream, name, known, events, askedAt);
  };

  return {
    async load(stream, id, maxAgeMs) {
      const name = streamName(stream, id);
      const known = cache.get(name);
      if (known && clock.elapsed() - known.confirmedAt < maxAgeMs) return known;
      const underway = maxAgeMs > 0 ? reading.get(name) : undefined;
      if (underway) return underway;
      const started = read(stream, name);
      reading.set(name, started);
      try {
        return await started;
      } finally {
        if (reading.get(name) === started) reading.delete(name);
      }
    },
    extend(stream, id, known, events) {
      advance(stream, streamName(stream, id), known, events, clock.elapsed());
    },
  };
}
