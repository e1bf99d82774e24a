import { BACKWARDS, END, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import type { EventMetadata, LogPosition } from '../../core/define-events.ts';
import type { EventCatalog } from '../../core/event-catalog.ts';
import {
  type EventLog,
  type KnownEvent,
  type NewEvent,
  noStream,
  WrongRevisionError,
} from '../../core/ports.ts';
import { createAppendCall } from './append-call.ts';
import { connectClient } from './connect-client.ts';
import { type CountedEvents, countAfter } from './count-after.ts';
import { decodeEvent, decodeLogged } from './decode-event.ts';
import { hasEvent } from './has-event.ts';
import { headReader } from './head-reader.ts';
import { readBeginning } from './read-beginning.ts';
import { readInFull } from './read-in-full.ts';
import { readStream } from './read-stream.ts';
import { subscribe } from './subscribe.ts';
import { withRetry, withSignal } from './with-retry.ts';

interface EventLogOptions {
  /** EventStoreDB connection string, `esdb://host:2113?tls=false`. */
  readonly url: string;
  readonly catalog: EventCatalog;
  /** How long one call may go on trying, in milliseconds. */
  readonly patienceMs?: number;
  /** Told of each lost subscription. */
  readonly onLost?: (error: unknown) => void;
}

interface CountingEventLog extends EventLog {
  /**
   * Counts the events of the product among the next `limit` of the log after `position`.
   * Throws {@link LogUnavailableError}.
   */
  countAfter(position: LogPosition, limit: number): Promise<CountedEvents>;
  /** When the first event was recorded, UTC; null for an empty log. Throws {@link LogUnavailableError}. */
  beganAt(): Promise<string | null>;
}

/**
 * The event log on EventStoreDB, or anything that speaks its protocol. Throws where the connection string is not
 * valid, without a word of what is in it.
 */
export function createEventLog({
  url,
  catalog,
  patienceMs = 5000,
  onLost = () => {},
}: EventLogOptions): CountingEventLog {
  const client = connectClient(url, 'event store');
  const appendOver = createAppendCall(client);
  const readHead = headReader(client);
  const closing = new AbortController();

  const stored = ({ id, type, data, meta }: NewEvent) => {
    const metadata: EventMetadata = { ...meta, schemaVersion: catalog.version(type) };
    return {
      id,
      type,
      contentType: 'application/json',
      data: Buffer.from(JSON.stringify(catalog.validate(type, data))),
      metadata: Buffer.from(JSON.stringify(metadata)),
    };
  };

  const read = (stream: string, from?: number, limit?: number, bytes?: number) =>
    withSignal(patienceMs, (signal) => readStream(client, stream, { from, limit, bytes }, signal));

  const has = (event: KnownEvent) => withSignal(patienceMs, (signal) => hasEvent(client, event, signal));

  return {
    async append(stream, expected, events) {
      const checked = events.map(stored);
      try {
        return await withRetry(patienceMs, (deadlineMs) =>
          appendOver({ stream, expected, events: checked, deadlineMs }),
        );
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

    readStream: async (stream, from, limit) =>
      (await read(stream, from, limit)).map((event) => decodeEvent(catalog, event)),

    readLogged: async (stream, from, limit, bytes) =>
      (await read(stream, from, limit, bytes)).map((event) => decodeLogged(catalog, event)),

    countAfter: (position, limit) =>
      withSignal(patienceMs, (signal) => countAfter(client, position, limit, signal)),

    beganAt: () => withSignal(patienceMs, (signal) => readBeginning(client, signal)),

    has,

    head: () => withSignal(patienceMs, readHead),

    subscribe({ signal = closing.signal, ...options }) {
      const stopping = AbortSignal.any([signal, closing.signal]);
      return subscribe(client, catalog, { ...options, has, signal: stopping, onLost });
    },

    ping: () =>
      withSignal(patienceMs, async (signal) => {
        const read = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
        await readInFull(read, signal);
      }),

    async close() {
      closing.abort();
      await client.dispose();
    },
  };
}
