import { eventIdKey, readUint64, revisionKey, uint64Key } from '../storage/keys.ts';
import type { Storage } from '../storage/open-storage.ts';
import { encodeStoredEvent, eventIdOf, type ProposedEvent } from '../storage/stored-event.ts';
import { METASTREAM_PREFIX, type StreamState, withMetadata } from '../storage/stream-state.ts';

type Entry = { streamId: number; revision: number; position: number; eventId: string; stored: Buffer };

/** Events for one stream; `last` is the stream's revision afterwards. */
export type StreamWrite = { stream: string; events: readonly ProposedEvent[]; tombstone?: boolean };

/** The writes of one transaction in the making: what is stored, as seen through what was added so far. */
export type Draft = {
  /** State by name; a metadata stream of a tombstoned stream is tombstoned with it. */
  state(stream: string): StreamState | undefined;
  revisionOf(state: StreamState, eventId: string): number | undefined;
  eventIdAt(state: StreamState, revision: number): string | undefined;
  /** Stored bytes of an event. */
  eventAt(state: StreamState, revision: number): Buffer | undefined;
  positionOf(state: StreamState, revision: number): number | undefined;
  /** Adds events, all or (when it throws) none. @returns the position of the last one */
  record(writes: readonly StreamWrite[], created: number): number;
  /** Names of the streams that were written to. */
  touched(): Set<string>;
  /** What was recorded, in its order. */
  stored(): readonly Buffer[];
  /** Puts everything into the current transaction. @returns how far the storage is used once that is on disk */
  put(): Pick<Storage, 'head' | 'lastStreamId'>;
};

const TOMBSTONE_REVISION = Number.MAX_VALUE;

export function createDraft(storage: Storage): Draft {
  const states = new Map<string, StreamState>();
  const entries: Entry[] = [];
  const byRevision = new Map<string, Entry>();
  const byEventId = new Map<string, number>();
  let { lastStreamId } = storage;
  let head = storage.head;

  const stored = (name: string) => states.get(name) ?? storage.streams.get(Buffer.from(name));

  const state = (name: string): StreamState | undefined => {
    const own = stored(name);
    if (!name.startsWith(METASTREAM_PREFIX) || !stored(name.slice(METASTREAM_PREFIX.length))?.deleted)
      return own;
    return { ...(own ?? { id: 0, last: -1 }), deleted: true };
  };

  const positionOf = (of: StreamState, revision: number): number | undefined => {
    const entry = byRevision.get(`${of.id}/${revision}`);
    if (entry) return entry.position;
    const key = storage.index.get(revisionKey(of.id, revision));
    return key && readUint64(key);
  };

  const eventAt = (of: StreamState, revision: number): Buffer | undefined => {
    const entry = byRevision.get(`${of.id}/${revision}`);
    if (entry) return entry.stored;
    const position = positionOf(of, revision);
    return position === undefined ? undefined : storage.log.get(uint64Key(position));
  };

  return {
    state,
    positionOf,
    eventAt,
    revisionOf(of, eventId) {
      const drafted = byEventId.get(`${of.id}/${eventId}`);
      if (drafted !== undefined) return drafted;
      const value = storage.ids.get(eventIdKey(of.id, eventId));
      return value && readUint64(value);
    },
    eventIdAt(of, revision) {
      const event = eventAt(of, revision);
      return event && eventIdOf(event);
    },
    record(writes, created) {
      const added: Entry[] = [];
      const changed = new Map<string, StreamState>();
      let streamId = lastStreamId;
      let position = head;
      const stateFor = (name: string): StreamState => {
        const known = changed.get(name) ?? stored(name);
        if (known) return known;
        streamId += 1;
        return { id: streamId, last: -1 };
      };
      for (const { stream, events, tombstone } of writes) {
        let next = stateFor(stream);
        for (const event of events) {
          const revision = tombstone ? TOMBSTONE_REVISION : next.last + 1;
          position += 1;
          const bytes = encodeStoredEvent(event, { stream, revision, position, created });
          added.push({ streamId: next.id, revision, position, eventId: event.id, stored: bytes });
          next = tombstone ? { ...next, deleted: true } : { ...next, last: revision };
        }
        changed.set(stream, next);
        const [metadata] = events.slice(-1);
        if (metadata && stream.startsWith(METASTREAM_PREFIX)) {
          const original = stream.slice(METASTREAM_PREFIX.length);
          changed.set(original, withMetadata(stateFor(original), metadata.data));
        }
      }
      for (const entry of added) {
        entries.push(entry);
        byRevision.set(`${entry.streamId}/${entry.revision}`, entry);
        byEventId.set(`${entry.streamId}/${entry.eventId}`, entry.revision);
      }
      for (const [name, next] of changed) states.set(name, next);
      lastStreamId = streamId;
      head = position;
      return position;
    },
    touched: () => new Set(states.keys()),
    stored: () => entries.map(({ stored: bytes }) => bytes),
    put() {
      for (const { streamId, revision, position, eventId, stored: bytes } of entries) {
        const key = uint64Key(position);
        storage.log.put(key, bytes);
        storage.index.put(revisionKey(streamId, revision), key);
        storage.ids.put(eventIdKey(streamId, eventId), uint64Key(revision));
      }
      for (const [name, next] of states) storage.streams.put(Buffer.from(name), next);
      if (lastStreamId > storage.lastStreamId) storage.meta.put('lastStreamId', lastStreamId);
      return { head, lastStreamId };
    },
  };
}
