import type { RecordedEvent } from '../../core/define-events.ts';
import type { UndecodableEvent } from '../../core/ports.ts';
import type { Row, Table } from '../../core/table.ts';

/** A row of any table. */
export type AnyRow = Row<Table>;

/** Rows that a batch needs: by key (see key-text.ts) and by value of the group column. */
export interface WantedRows {
  readonly table: Table;
  readonly keys: readonly string[];
  readonly groups: readonly string[];
}

/** What a batch does to one table. A key stands in one of the two lists at most, and once. */
export interface TableChanges {
  readonly table: Table;
  /** Rows to write, whether or not a row with the key is there. */
  readonly rows: readonly AnyRow[];
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
