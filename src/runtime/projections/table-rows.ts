import type { Table } from '../../core/table.ts';
import type { AnyRow, TableChanges } from './ports.ts';
import { type RowShape, rowShape } from './row-shape.ts';

/** What is known of one table, and what a batch has changed in it. */
export interface TableRows {
  readonly table: Table;
  readonly shape: RowShape;
  has(key: string): boolean;
  hasGroup(value: string): boolean;
  /** The row; null where there is none. Throws Error for a key that was never loaded. */
  read(key: string): AnyRow | null;
  /** Rows of a group, by key. Throws Error for a group that was never loaded. */
  readGroup(value: string): readonly AnyRow[];
  /** Writes a canonical row, or with null deletes it. */
  write(key: string, row: AnyRow | null): void;
  /** Takes what the database answered for keys and groups. */
  fill(keys: readonly string[], groups: readonly string[], rows: readonly AnyRow[]): void;
  /** From here on `undo` takes writes back. */
  mark(): void;
  undo(): void;
  /** All that was written since the last `settle`. */
  changes(): TableChanges;
  /** The changes are committed: keeps at most `limit` rows, those written last. */
  settle(limit: number): void;
}

interface Write {
  readonly key: string;
  readonly before: AnyRow | null | undefined;
  readonly first: boolean;
}

/** Rows of one table in memory: what was loaded and what was written, with an index of the loaded groups. */
export function tableRows(table: Table): TableRows {
  const shape = rowShape(table);
  /** Null: known to be absent. Least recently written first. */
  const rows = new Map<string, AnyRow | null>();
  /** Complete groups only. */
  const groups = new Map<string, Set<string>>();
  /** Keys written since the last settle, with what was known before. */
  const written = new Map<string, AnyRow | null | undefined>();
  let journal: Write[] = [];
  let everRead = false;
  const columns = Object.keys(table.columns);

  const put = (key: string, row: AnyRow | null | undefined): void => {
    if (groups.size > 0) {
      const before = rows.get(key);
      if (before) members(before)?.delete(key);
      if (row) members(row)?.add(key);
    }
    rows.delete(key);
    if (row !== undefined) rows.set(key, row);
  };
  const members = (row: AnyRow): Set<string> | undefined => {
    const group = shape.groupOf(row);
    return group === null ? undefined : groups.get(group);
  };
  const read = (key: string): AnyRow | null => {
    const row = rows.get(key);
    if (row === undefined) throw new Error(`a row of ${table.name} was not loaded`);
    return row;
  };

  return {
    table,
    shape,
    has: (key) => rows.has(key),
    hasGroup: (value) => groups.has(value),
    read,
    readGroup(value) {
      const keys = groups.get(value);
      if (!keys) throw new Error(`a group of ${table.name} was not loaded`);
      const group: AnyRow[] = [];
      for (const key of [...keys].sort()) {
        const row = read(key);
        if (row) group.push(row);
      }
      return group;
    },
    write(key, row) {
      const before = rows.get(key);
      const first = !written.has(key);
      journal.push({ key, before, first });
      if (first) written.set(key, before);
      put(key, row);
    },
    fill(keys, values, loaded) {
      everRead = true;
      for (const value of values) groups.set(value, new Set());
      for (const row of loaded) {
        const key = shape.keyOf(row);
        if (rows.has(key)) members(row)?.add(key);
        else put(key, row);
      }
      for (const key of keys) if (!rows.has(key)) rows.set(key, null);
    },
    mark() {
      if (journal.length > 0) journal = [];
    },
    undo() {
      for (const { key, before, first } of journal.reverse()) {
        put(key, before);
        if (first) written.delete(key);
      }
      journal = [];
    },
    changes() {
      const whole: AnyRow[] = [];
      const updated: AnyRow[] = [];
      const updatedColumns = new Set<string>();
      const removed: string[] = [];
      for (const [key, before] of written) {
        const now = read(key);
        if (now !== null && before) {
          const changed = columns.filter((column) => now[column] !== before[column]);
          // A row may have come back to what it was.
          if (changed.length === 0) continue;
          updated.push(now);
          for (const column of changed) updatedColumns.add(column);
        } else if (now !== null) whole.push(now);
        else if (before !== null) removed.push(key);
      }
      return { table, rows: whole, updated, updatedColumns: [...updatedColumns].sort(), removed };
    },
    settle(limit) {
      written.clear();
      journal = [];
      // Rows of a table that is only ever inserted into are never asked for.
      const keep = everRead ? limit : 0;
      for (const [key, row] of rows) {
        if (rows.size <= keep) break;
        rows.delete(key);
        const group = row && shape.groupOf(row);
        if (group) groups.delete(group);
      }
      for (const value of groups.keys()) {
        if (groups.size <= keep) break;
        groups.delete(value);
      }
    },
  };
}
