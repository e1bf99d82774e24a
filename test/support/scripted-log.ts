import { once } from 'node:events';
import type { RecordedEvent } from '../../src/core/define-events.ts';
import { isAfter, startOfLog } from '../../src/core/log-position.ts';
import { type EventLog, type KnownEvent, LogDivergedError, type LoggedEvent } from '../../src/core/ports.ts';

/** A log that a test writes and breaks at will. */
export interface ScriptedLog extends Pick<EventLog, 'subscribe' | 'readLogged' | 'has' | 'head'> {
  append(...events: readonly (RecordedEvent | LoggedEvent)[]): void;
  /** Replaces an event by one that says the same differently. */
  replace(event: RecordedEvent): void;
}

/** A log of `events`. Each batch begins with the last event of the one before: delivery is at least once. */
export function scriptedLog(events: readonly (RecordedEvent | LoggedEvent)[] = []): ScriptedLog {
  const logged: LoggedEvent[] = [];
  const grown = new EventTarget();
  const append: ScriptedLog['append'] = (...more) => {
    logged.push(...more.map((event) => ('ok' in event ? event : { ok: true as const, event })));
    grown.dispatchEvent(new Event('grown'));
  };
  append(...events);
  const has = ({ id }: KnownEvent) => logged.some(({ event }) => event.id === id);
  return {
    append,
    replace(event) {
      const index = logged.findIndex((candidate) => candidate.event.id === event.id);
      logged[index] = { ok: true, event };
    },
    async *subscribe({ from, last, batchSize, signal }) {
      if (last && !has(last)) throw new LogDivergedError();
      const first = logged.findIndex(({ event }) => from === null || isAfter(event.position, from));
      let next = first === -1 ? logged.length : first;
      let announced = false;
      while (!signal?.aborted) {
        if (next === logged.length && announced) {
          await once(grown, 'grown', signal && { signal }).catch(() => {});
          continue;
        }
        const batch = logged.slice(Math.max(0, next - 1), next + batchSize);
        next = Math.min(logged.length, next + batchSize);
        announced = next === logged.length;
        yield {
          events: batch,
          bytes: 0,
          position: batch.at(-1)?.event.position ?? startOfLog,
          live: announced,
        };
      }
    },
    async readLogged(stream, from = 0, limit = 1_000, bytes = Number.POSITIVE_INFINITY) {
      let size = 0;
      const found = logged.filter(({ event }) => event.stream === stream && event.revision >= from);
      const fitting = found.findIndex(({ event }) => {
        size += 'data' in event ? JSON.stringify(event.data).length : 0;
        return size >= bytes;
      });
      return found.slice(0, Math.min(limit, fitting === -1 ? limit : fitting + 1));
    },
    has: async (event) => has(event),
    head: async () => logged.at(-1)?.event.position ?? startOfLog,
  };
}
