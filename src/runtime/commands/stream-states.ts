import { LRUCache } from 'lru-cache';
import { type StreamDefinition, streamName } from '../../core/define-stream.ts';
import { type Clock, type EventLog, noStream } from '../../core/ports.ts';
import { emptyStream, type FoldableEvent, type FoldedStream, foldEvents } from './folded-stream.ts';
import { followStreams } from './follow-streams.ts';

/** Folded streams, kept in memory so that most commands need no read at all. */
export interface StreamStates {
  /**
   * The stream folded as far as known, read from the log when it was last confirmed at least `maxAgeMs` ago.
   * Infinity takes whatever is known; 0 always asks.
   */
  load(stream: StreamDefinition, id: string, maxAgeMs: number): Promise<FoldedStream>;
  /** Notes events that were appended to the stream as it was `known`, by a call that began at `askedAt`. */
  extend(
    stream: StreamDefinition,
    id: string,
    known: FoldedStream,
    events: readonly FoldableEvent[],
    askedAt: number,
  ): void;
}

/** More streams than are seen to change while one call to the log is under way. */
const rememberedChanges = 10_000;

/**
 * Keeps the most recently used streams, up to `maxEvents` remembered commands in all. Those of the `followed`
 * categories are confirmed all at once, by following the log.
 */
export function createStreamStates(
  log: EventLog,
  clock: Clock,
  { followed = [], maxEvents = 500_000 }: { followed?: readonly string[]; maxEvents?: number } = {},
): StreamStates {
  const cache = new LRUCache<string, FoldedStream>({
    maxSize: maxEvents,
    sizeCalculation: ({ commands }) => commands.size + 1,
  });
  const reading = new Map<string, Promise<FoldedStream>>();
  /** Revisions that the follower has seen: what a call under way brings may be older. */
  const seen = new LRUCache<string, number>({ max: rememberedChanges });
  const isOutdated = (name: string, { revision }: FoldedStream) => (seen.peek(name) ?? noStream) > revision;
  const follower = followStreams(log, clock, followed, (name, revision) => {
    seen.set(name, revision);
    const known = cache.peek(name);
    if (known && isOutdated(name, known)) cache.delete(name);
  });
  const isFollowed = new Set(followed);

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
    if (isOutdated(name, folded)) cache.delete(name);
    else cache.set(name, folded);
    return folded;
  };

  const read = async (stream: StreamDefinition, name: string): Promise<FoldedStream> => {
    const askedAt = clock.elapsed();
    const known = cache.get(name) ?? emptyStream(stream);
    const events = await log.readStream(name, known.revision + 1);
    return advance(stream, name, known, events, askedAt);
  };

  /** Whether the state is younger than `maxAgeMs`, by what its own stream or the follower says. */
  const isYoung = ({ category }: StreamDefinition, { confirmedAt }: FoldedStream, maxAgeMs: number) => {
    const lastConfirmedAt = isFollowed.has(category) ? follower.confirmed(confirmedAt) : confirmedAt;
    return clock.elapsed() - lastConfirmedAt < maxAgeMs;
  };

  return {
    async load(stream, id, maxAgeMs) {
      const name = streamName(stream, id);
      const known = cache.get(name);
      if (known && isYoung(stream, known, maxAgeMs)) return known;
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
    extend(stream, id, known, events, askedAt) {
      advance(stream, streamName(stream, id), known, events, askedAt);
    },
  };
}
