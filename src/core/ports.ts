import type { EventMetadata, LogPosition, RecordedEvent } from './define-events.ts';

/** Revision of a stream that has no events. */
export const noStream = -1;

export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly meta: Omit<EventMetadata, 'schemaVersion'>;
}

/** An event of the log whose payload no longer, or not yet, fits the schemas. */
export interface UndecodableEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: LogPosition;
  readonly recordedAt: string;
  readonly error: string;
}

export type LoggedEvent =
  | { readonly ok: true; readonly event: RecordedEvent }
  | { readonly ok: false; readonly event: UndecodableEvent };

/** An event by which the log is known again. */
export interface KnownEvent {
  readonly id: string;
  readonly position: LogPosition;
}

/** What a subscription delivers: events in log order, and how far the log has been read by then. */
export interface EventBatch {
  readonly events: readonly LoggedEvent[];
  /** Estimated size of their payloads. */
  readonly bytes: number;
  /** Position reached; may lie beyond the last event, where the server filtered the rest. */
  readonly position: LogPosition;
  /** True while nothing more is waiting in the log. */
  readonly live: boolean;
}

/** Thrown by `append` where the stream is not at the expected revision; nothing was written. */
export class WrongRevisionError extends Error {
  readonly actual: number;
  constructor(stream: string, expected: number, actual: number) {
    super(`stream ${stream} is at revision ${actual}, not at ${expected}`);
    this.name = 'WrongRevisionError';
    this.actual = actual;
  }
}

/** Thrown by anything that asks the log while it cannot be reached, once the retries are used up. */
export class LogUnavailableError extends Error {
  constructor(cause: unknown) {
    super('the event store does not answer', { cause });
    this.name = 'LogUnavailableError';
  }
}

/** The log does not have what was read of it: it was replaced, or restored from a backup. */
export class LogDivergedError extends Error {
  constructor() {
    super('the event log is not the one that was read: it was replaced, or restored from a backup');
    this.name = 'LogDivergedError';
  }
}

/** The event log, the only source of truth. Every call has a deadline. */
export interface EventLog {
  /**
   * Appends all events or none, after `expected` (a revision, or {@link noStream}). Durable once it answers.
   * Appending the same ids at the same place again succeeds and writes nothing.
   * Throws {@link WrongRevisionError}, {@link LogUnavailableError}, ZodError for an invalid payload.
   */
  append(
    stream: string,
    expected: number,
    events: readonly NewEvent[],
  ): Promise<{ revision: number; position: LogPosition }>;
  /**
   * Events of a stream in order, from revision `from` on, at most `limit`. Empty where there is no stream.
   * Throws UndecodableEventError, {@link LogUnavailableError}.
   */
  readStream(stream: string, from?: number, limit?: number): Promise<RecordedEvent[]>;
  /**
   * The same, with the events that cannot be decoded among the others, and ending with the one that brings the
   * payloads to `bytes`, about. Throws {@link LogUnavailableError}.
   */
  readLogged(stream: string, from?: number, limit?: number, bytes?: number): Promise<LoggedEvent[]>;
  /**
   * Whether an event is where it was seen, or its stream was deleted since. Where not, the log is another one or
   * was restored to before it, or the node that answers has yet to get it. Throws {@link LogUnavailableError}.
   */
  has(event: KnownEvent): Promise<boolean>;
  /** Position of the last event of the product (system events aside); zero for an empty log. */
  head(): Promise<LogPosition>;
  /**
   * All events of the product after `from`, or all of them where it is null, for ever, until `signal` aborts.
   * A lost connection is resumed. A batch has at most `batchSize` events and a few megabytes; only a few
   * batches are held in advance. With `categories`, only the events of their streams; past others the position moves in strides.
   * Throws {@link LogDivergedError} where, on connecting, the log does not have the last event that was read:
   * `last`, or the last one delivered.
   */
  subscribe(options: {
    from: LogPosition | null;
    last?: KnownEvent | null;
    batchSize: number;
    categories?: readonly string[];
    signal?: AbortSignal;
  }): AsyncIterable<EventBatch>;
  /** Resolves when the store answers. Throws {@link LogUnavailableError}. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Time, as an argument. */
export interface Clock {
  /** ISO-8601 UTC with milliseconds. */
  now(): string;
  /** Milliseconds that only grow; for ages and deadlines. */
  elapsed(): number;
}

/** Reads rows of one organization from the read models. */
export interface ReadModelReader {
  /**
   * Rows of `read.<table>` of the organization whose columns equal `where`, once it has reached `position`.
   */
  rowsAt(
    position: LogPosition,
    organizationId: string,
    table: string,
    where: Record<string, string>,
  ): Promise<unknown[]>;
}
