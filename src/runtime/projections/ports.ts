import type { LogPosition, RecordedEvent } from '../../core/define-events.ts';
import type { KnownEvent, UndecodableEvent } from '../../core/ports.ts';
import type { Row, Table } from '../../core/table.ts';

/** A row of any table. */
export type AnyRow = Row<Table>;

/** Rows that a batch needs: by key (see key-text.ts) and by value of the group column. */
export interface WantedRows {
  readonly table: Table;
  readonly keys: readonly string[];
  readonly groups: readonly string[];
}

/** What a batch does to one table. A key stands in one of the four lists at most, and once. */
export interface TableChanges {
  readonly table: Table;
  /** Rows to write, whether or not a row with the key is there. */
  readonly rows: readonly AnyRow[];
  /** Rows to write that are not there. One that is has to be refused: the handler was wrong about its group. */
  readonly added: readonly AnyRow[];
  /** Rows to write over rows that are there. */
  readonly updated: readonly AnyRow[];
  /** Columns in which any of them differs from what is there. */
  readonly updatedColumns: readonly string[];
  /** Keys of rows to delete. */
  readonly removed: readonly string[];
}

/** An event that a projection could not take, or that stands behind one on the same stream. */
export interface DeadLetter {
  readonly projection: string;
  readonly event: RecordedEvent | UndecodableEvent;
  /** Why; holds no payload. */
  readonly reason: string;
}

/** A stream from which a projection takes nothing, because of its dead letters. */
export interface ParkedStream {
  readonly projection: string;
  readonly stream: string;
}

/** What is set aside of a stream. */
export interface DeadLetterRange {
  /** Revisions of its first and its last dead letter. */
  readonly first: number;
  readonly last: number;
  /** Revision of the last one that somebody has discarded; null where none was. */
  readonly discarded: number | null;
}

/** A parked stream that somebody wants tried again. */
export type RequestedRetry = ParkedStream & DeadLetterRange;

/** What readers are told about the read models. */
export interface Progress {
  readonly position: LogPosition;
  /** How many events of the log are at or before it: a count without gaps. */
  readonly ordinal: number;
  /** Upper bound of the age of the oldest event that is not visible yet, milliseconds. */
  readonly lagMs: number;
  /** Whether nothing more was waiting in the log. */
  readonly live: boolean;
}

/** All that a batch leaves behind, in one transaction. */
export interface BatchResult {
  readonly changes: readonly TableChanges[];
  readonly deadLetters: readonly DeadLetter[];
  /** Checkpoint from then on. */
  readonly progress: Progress;
  /** The last event of the batch; null where it has none. */
  readonly last: (KnownEvent & { readonly recordedAt: string }) | null;
  /** Dead letters of a stream that the batch took up again, by revision; they give way to `deadLetters`. */
  readonly retried?: ParkedStream & { readonly from: number; readonly through: number };
}

/** The right to write the tables of a track, until `release` or until its owner has lost it. */
export interface ReadModelWriter {
  /** Where the projections of the track stand; null before the first event. */
  readonly checkpoint: LogPosition | null;
  /** How many events of the log are at or before it. */
  readonly ordinal: number;
  /** When the log recorded the last event before it. */
  readonly lastRecordedAt: string | null;
  /** That event; null also where it was not noted. */
  readonly last: KnownEvent | null;
  readonly parked: readonly ParkedStream[];
  /** Aborts when another process may have taken over. */
  readonly lost: AbortSignal;
  /** Committed rows by key or group, for each entry of `wanted`. Throws {@link RefusedRowsError}. */
  load(wanted: readonly WantedRows[]): Promise<AnyRow[][]>;
  /**
   * Writes a batch, all or nothing, once `after` has resolved; nothing where it rejects. Throws what `after`
   * does, {@link LostOwnershipError}, {@link RefusedRowsError}.
   */
  commit(batch: BatchResult, after?: Promise<void>): Promise<void>;
  /**
   * A sign of life for readers. Answers the parked streams that somebody wants tried again, some at a time; null
   * where they cannot be looked up in time.
   */
  announce(progress: Progress): Promise<readonly RequestedRetry[] | null>;
  /** What is set aside of a stream at this moment; null where nothing is. */
  deadLetterRange(of: ParkedStream): Promise<DeadLetterRange | null>;
  release(): Promise<void>;
}

/** Another process has taken the projections over; nothing was written. */
export class LostOwnershipError extends Error {
  constructor() {
    super('another process has taken over the projections');
    this.name = 'LostOwnershipError';
  }
}

/** The database cannot hold a row of a batch; nothing was written. */
export class RefusedRowsError extends Error {
  /** Name of the table. */
  readonly table: string;
  constructor(table: string, reason: string) {
    super(`rows of ${table} are refused: ${reason}`);
    this.name = 'RefusedRowsError';
    this.table = table;
  }
}

/** An event that a projection cannot take, where the first one is to end everything. */
export class PoisonEventError extends Error {
  constructor({ projection, event, reason }: DeadLetter) {
    super(
      `${projection} cannot take ${event.type}, revision ${event.revision} of ${event.stream}: ${reason}`,
    );
    this.name = 'PoisonEventError';
  }
}

/** Where the projector tells how it fares. */
export interface ProjectionMetrics {
  /** `lagSeconds`: age of the oldest event of the batch when it became visible. */
  batch(report: { events: number; seconds: number; lagSeconds: number; deadLetters: number }): void;
  /** Each second. */
  lag(seconds: number): void;
}

/** Where the projector writes what happens to it. */
export interface ProjectionLogger {
  info(message: string, fields?: object): unknown;
  warn(message: string, fields?: object): unknown;
  error(message: string, fields?: object): unknown;
}
