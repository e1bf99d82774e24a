import { LRUCache } from 'lru-cache';
import { type StreamDefinition, streamName } from '../../core/define-stream.ts';
import type { Clock, EventLog } from '../../core/ports.ts';
import { emptyStream, type FoldableEvent, type FoldedStream, foldEvents } from './folded-stream.ts';
import { followLog } from './follow-log.ts';

/** Folded streams, kept in memory so that most commands need no read at all. */
export interface StreamStates {
  /**
   * The stream folded as far as known, read from the log when it was last confirmed at least `maxAgeMs` ago.
   * Infinity takes whatever is known; 0 always reads.
   */
  load(stream: StreamDefinition, id: string, maxAgeMs: number): Promise<FoldedStream>;
  /** Notes events that were just appended to the stream as it was `known`. */
  extend(stream: StreamDefinition, id: string, known: FoldedStream, events: readonly FoldableEvent[]): void;
}

/** More streams than this process sees changed while one call to the log is under way. */
const rememberedChanges = 50_000;

/**
 * Keeps the most recently used streams, up to `maxEvents` remembered commands in all. With `follow`, states
 * are confirmed by following the log: one question for all of them, instead of one for each.
 */
export function createStreamStates(
  log: EventLog,
  clock: Clock,
  maxEvents = 500_000,
  follow = false,
): StreamStates {
  const cache = new LRUCache<string, FoldedStream>({
    maxSize: maxEvents,
    sizeCalculation: ({ commands }) => commands.size + 1,
  });
  const reading = new Map<string, Promise<FoldedStream>>();
  /** The latest revisions that the follower has seen. */
  const changed = new LRUCache<string, number>({ max: rememberedChanges });
  const follower = followLog(log, clock, (name, revision) => {
    changed.set(name, revision);
    const known = cache.peek(name);
    if (known && known.revision < revision) cache.delete(name);
  });

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
    // Out of date while it was on its way: nothing would tell later.
    if ((changed.peek(name) ?? folded.revision) > folded.revision) cache.delete(name);
    else cache.set(name, folded);
    return folded;
  };

  /** Whether following the log shows that the state is younger than `maxAgeMs`. */
  const isFollowed = async ({ confirmedAt }: FoldedStream, maxAgeMs: number): Promise<boolean> => {
    if (maxAgeMs <= 0) return false;
    const isObserved = confirmedAt >= follower.since;
    const age = isObserved ? clock.elapsed() - follower.confirmedAt : Number.POSITIVE_INFINITY;
    if (age < maxAgeMs / 2) return true;
    // Ahead of time, so that hardly anybody has to wait.
    const confirmed = follower.confirm();
    return age < maxAgeMs || (isObserved && confirmed);
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
      if (known && follow && (await isFollowed(known, maxAgeMs))) {
        // It may have been dropped since, because it has changed.
        const confirmed = cache.get(name);
        if (confirmed) return confirmed;
      }
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
