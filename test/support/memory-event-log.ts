import type { EventMetadata, RecordedEvent } from '../../src/core/define-events.ts';
import type { EventCatalog } from '../../src/core/event-catalog.ts';
import { startOfLog } from '../../src/core/log-position.ts';
import { type EventBatch, type EventLog, noStream, WrongRevisionError } from '../../src/core/ports.ts';

/** An event log in memory, with everything the port promises except durability. */
export interface MemoryEventLog extends EventLog {
  /** All events in log order. */
  readonly events: readonly RecordedEvent[];
}

export function createMemoryEventLog(catalog: EventCatalog): MemoryEventLog {
  const events: RecordedEvent[] = [];
  const streams = new Map<string, RecordedEvent[]>();
  let wake: (() => void)[] = [];
  const head = () => events.at(-1)?.position ?? startOfLog;

  return {
    events,
    async append(stream, expected, added) {
      const checked = added.map((event) => ({ ...event, data: catalog.validate(event.type, event.data) }));
      const present = streams.get(stream) ?? [];
      const again = present.slice(expected + 1, expected + 1 + added.length);
      const last = again.at(-1);
      if (last && again.length === added.length && again.every(({ id }, index) => id === added[index]?.id))
        return { revision: last.revision, position: last.position };
      if (present.length - 1 !== expected) {
        throw new WrongRevisionError(stream, expected, present.length === 0 ? noStream : present.length - 1);
      }
      for (const { id, type, data, meta } of checked) {
        const commit = BigInt(events.length + 1) * 100n;
        const full: EventMetadata = { ...meta, schemaVersion: catalog.version(type) };
        const event: RecordedEvent = {
          id,
          type,
          data: structuredClone(data),
          meta: structuredClone(full),
          stream,
          revision: present.length,
          position: { commit, prepare: commit },
          recordedAt: new Date().toISOString(),
        };
        present.push(event);
        events.push(event);
      }
      streams.set(stream, present);
      for (const each of wake.splice(0)) each();
      return { revision: present.length - 1, position: head() };
    },
    async readStream(stream, from = 0, limit = Number.MAX_SAFE_INTEGER) {
      return (streams.get(stream) ?? []).slice(from, from + limit);
    },
    async readLogged(stream, from = 0, limit = Number.MAX_SAFE_INTEGER) {
      const found = (streams.get(stream) ?? []).slice(from, from + limit);
      return found.map((event) => ({ ok: true, event }));
    },
    has: async ({ id }) => events.some((event) => event.id === id),
    head: async () => head(),
    async *subscribe({ from, batchSize, categories, signal }): AsyncGenerator<EventBatch> {
      let next = from === null ? 0 : events.findIndex(({ position }) => position.commit > from.commit);
      if (next === -1) next = events.length;
      signal?.addEventListener('abort', () => {
        for (const each of wake.splice(0)) each();
      });
      while (!signal?.aborted) {
        const batch = events.slice(next, next + batchSize);
        next += batch.length;
        const live = next === events.length;
        const position = batch.at(-1)?.position ?? from ?? startOfLog;
        const wanted = batch.filter(
          ({ stream }) => categories?.some((each) => stream.startsWith(`${each}-`)) ?? true,
        );
        yield { events: wanted.map((event) => ({ ok: true, event })), bytes: 0, position, live };
        if (next === events.length && !signal?.aborted)
          await new Promise<void>((resolve) => wake.push(resolve));
      }
    },
    ping: async () => {},
    close: async () => {
      wake = [];
    },
  };
}
