import {
  type AllStreamResolvedEvent,
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  type StreamingRead,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { EventMetadata, LogPosition, RecordedEvent } from '../../core/define-events.ts';
import type { EventCatalog } from '../../core/event-catalog.ts';
import { type EventLog, type NewEvent, noStream, WrongRevisionError } from '../../core/ports.ts';
import { decodeEvent } from './decode-event.ts';
import { subscribe } from './subscribe.ts';
import { withRetry } from './with-retry.ts';

interface EventLogOptions {
  /** EventStoreDB connection string, `esdb://host:2113?tls=false`. */
  readonly url: string;
  readonly catalog: EventCatalog;
  /** How long one call may go on trying, in milliseconds. */
  readonly patienceMs?: number;
  /** Told of each lost subscription. */
  readonly onLost?: (error: unknown) => void;
}

/** A page of `$all` when looking for the head of the log behind system events. */
const headPage = 64;

/** The event log on EventStoreDB, or anything that speaks its protocol. */
export function createEventLog({
  url,
  catalog,
  patienceMs = 5000,
  onLost = () => {},
}: EventLogOptions): EventLog {
  const client = EventStoreDBClient.connectionString(url);
  const deadline = patienceMs;

  const stored = ({ id, type, data, meta }: NewEvent) => {
    const metadata: EventMetadata = { ...meta, schemaVersion: catalog.version(type) };
    return jsonEvent({ id, type, data: catalog.validate(type, data), metadata });
  };

  return {
    async append(stream, expected, events) {
      const encoded = events.map(stored);
      const expectedRevision = expected === noStream ? NO_STREAM : BigInt(expected);
      try {
        const result = await withRetry(patienceMs, () =>
          client.appendToStream(stream, encoded, { expectedRevision, deadline }),
        );
        if (!result.position) throw new Error(`append to ${stream} answered without a position`);
        return { revision: Number(result.nextExpectedRevision), position: result.position };
      } catch (error) {
        if (!(error instanceof WrongExpectedVersionError)) throw error;
        const { actualVersion } = error;
        throw new WrongRevisionError(
          stream,
          expected,
          actualVersion === NO_STREAM ? noStream : Number(actualVersion),
        );
      }
    },

    readStream: (stream, from = 0, limit = Number.MAX_SAFE_INTEGER) =>
      withRetry(patienceMs, async () => {
        const events: RecordedEvent[] = [];
        const options = {
          fromRevision: from === 0 ? START : BigInt(from),
          maxCount: limit,
          deadline,
        } as const;
        try {
          for await (const { event } of client.readStream(stream, options)) {
            if (event) events.push(decodeEvent(catalog, event));
          }
        } catch (error) {
          if (!(error instanceof StreamNotFoundError)) throw error;
        }
        return events;
      }),

    head: () =>
      withRetry(patienceMs, async () => {
        let before: LogPosition | typeof END = END;
        for (;;) {
          let seen = 0;
          const page: StreamingRead<AllStreamResolvedEvent> = client.readAll({
            direction: BACKWARDS,
            fromPosition: before,
            maxCount: headPage,
            deadline,
          });
          for await (const { event } of page) {
            if (!event) continue;
            if (!event.type.startsWith('$')) return event.position;
            before = event.position;
            seen++;
          }
          if (seen < headPage) return { commit: 0n, prepare: 0n };
        }
      }),

    subscribe: (options) => subscribe(client, catalog, { ...options, onLost }),

    ping: () =>
      withRetry(patienceMs, async () => {
        for await (const _ of client.readAll({
          direction: BACKWARDS,
          fromPosition: END,
          maxCount: 1,
          deadline,
        }))
          return;
      }),

    close: () => client.dispose(),
  };
}
