import type { EventFamily, EventType, RecordedEvent, RecordedOf } from './define-events.ts';
import type { Row, Table } from './table.ts';

/**
 * A key as handlers write it: the bare value where the key is one column, a tuple where it is several.
 * `unknown` for a table whose key the compiler does not know.
 */
type KeyOf<T extends Table> = number extends T['key']['length']
  ? unknown
  : T['key'] extends readonly [infer Only extends string]
    ? Row<T>[Only]
    : KeyValues<Row<T>, T['key']>;

type KeyValues<KeyedRow, Names extends readonly string[]> = {
  readonly [Index in keyof Names]: KeyedRow[Names[Index] & keyof KeyedRow];
};

/** All rows of a table whose group column has one value, as they are at that point of the log. */
export interface RowGroup<GroupRow = unknown> {
  readonly table: Table;
  readonly value: string;
  /** Never set: only carries the type of the rows. */
  readonly row?: GroupRow;
}

/** What a handler may do to one table. The operations are collected, and applied in log order. */
export interface TableOperations<T extends Table> {
  /** Writes the whole row, whatever was there. */
  insert(row: Row<T>): void;
  /** The same for a row that follows from the rows of a group of this or another table; `null`: none. */
  insertWith<GroupRow>(group: RowGroup<GroupRow>, make: (group: readonly GroupRow[]) => Row<T> | null): void;
  /** Changes a row that must be there; the event is poison where it is not. `within` as for `upsert`. */
  update(key: KeyOf<T>, change: (row: Row<T>) => Row<T>, within?: string): void;
  /**
   * Changes a row, or makes it; `null` in, no row yet; `null` out, no row any more. `within`: value of the group
   * that the row is in if it is there at all. The group is loaded then, and not the row by itself; where the row
   * is in another group, whatever writes it makes the event poison.
   */
  upsert(key: KeyOf<T>, change: (row: Row<T> | null) => Row<T> | null, within?: string): void;
  /**
   * Like `upsert`, and sees the rows of a group of this or another table of the projection. `within` as for
   * `upsert`.
   */
  upsertWith<GroupRow>(
    key: KeyOf<T>,
    group: RowGroup<GroupRow>,
    change: (row: Row<T> | null, group: readonly GroupRow[]) => Row<T> | null,
    within?: string,
  ): void;
  /** Changes every row of a group. */
  updateGroup(value: string, change: (row: Row<T>) => Row<T>): void;
  /**
   * Rewrites a whole group, and sees the rows of another: what is answered is the group from then on. Rows
   * left out are deleted, rows with a new key are added. Rows come in no particular order.
   */
  replaceGroupWith<GroupRow>(
    value: string,
    group: RowGroup<GroupRow>,
    change: (rows: readonly Row<T>[], group: readonly GroupRow[]) => readonly Row<T>[],
  ): void;
  delete(key: KeyOf<T>): void;
  /** Names a group for `upsertWith`. */
  group(value: string): RowGroup<Row<T>>;
}

export type Tables = Record<string, Table>;

/** The operations of each table of a projection, by the name the projection gave it. */
export type Operations<Named extends Tables> = {
  readonly [Name in keyof Named]: TableOperations<Named[Name]>;
};

export interface ProjectionDefinition<
  Named extends Tables = Tables,
  Family extends EventFamily = EventFamily,
> {
  readonly name: string;
  /** Raised when handlers or tables change meaning: the read model is then rebuilt from the log. */
  readonly version: number;
  readonly events: readonly Family[];
  readonly tables: Named;
  /** Handlers by event type: pure functions from an event to row operations. */
  readonly on: {
    readonly [Type in EventType<Family>]?: {
      handle(event: RecordedOf<Family, Type>, tables: Operations<Named>): void;
    }['handle'];
  };
  /** Runs for every event of the log, before the handler of its type. */
  readonly every?: { handle(event: RecordedEvent, tables: Operations<Named>): void }['handle'];
}

/** Defines a projection. The compiler refuses an event that none of its families has. */
export function defineProjection<const Family extends EventFamily, Named extends Tables>(
  definition: ProjectionDefinition<Named, Family>,
): ProjectionDefinition<Named, Family> {
  return definition;
}
