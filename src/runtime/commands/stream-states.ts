import { LRUCache } from 'lru-cache';
import { type StreamDefinition, streamName } from '../../core/define-stream.ts';
import type { Clock, EventLog } from '../../core/ports.ts';
import { emptyStream, type FoldedStream, foldEvents } from './folded-stream.ts';

/** Folded streams, kept in memory so that most commands need no read at all. */
export interface StreamStates {
  /**
   * The stream folded as far as known, read from the log when the log last confirmed it more than
   * `maxAgeMs` ago. Infinity takes whatever is known; 0 always asks.
   */
  load(stream: StreamDefinition, id: string, maxAgeMs: number): Promise<FoldedStream>;
  /** Notes events that were just appended. */
  extend(stream: StreamDefinition, id: string, events: Parameters<typeof foldEvents>[2]): void;
}

/** Keeps the most recently used streams, up to `maxEvents` remembered commands in all. */
export function createStreamStates(log: EventLog, clock: Clock, maxEvents = 500_000): StreamStates {
  const cache = new LRUCache<string, FoldedStream>({
    maxSize: maxEvents,
    sizeCalculation: ({ commands }) => commands.size + 1,
  });
  const reading = new Map<string, Promise<FoldedStream>>();

  const advance = (
    stream: StreamDefinition,
    name: string,
    events: Parameters<typeof foldEvents>[2],
    at: number,
  ) => {
    const folded = foldEvents(stream, cache.get(name) ?? emptyStream(stream), events, at);
    cache.set(name, folded);
    return folded;
  };

  const read = async (stream: StreamDefinition, name: string): Promise<FoldedStream> => {
    const askedAt = clock.elapsed();
    const known = cache.get(name);
    const events = await log.readStream(name, known ? known.revision + 1 : 0);
    // Evicted while reading: the tail alone would not fold.
    if (known && !cache.has(name)) cache.set(name, known);
    return advance(stream, name, events, askedAt);
  };

  return {
    async load(stream, id, maxAgeMs) {
      const name = streamName(stream, id);
      const known = cache.get(name);
      if (known && clock.elapsed() - known.confirmedAt <= maxAgeMs) return known;
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
    extend(stream, id, events) {
      advance(stream, streamName(stream, id), events, clock.elapsed());
    },
  };
}
