import type { Table } from '../../core/table.ts';
import { changedColumns } from './changed-columns.ts';
import { groupIndex } from './group-index.ts';
import type { AnyRow, TableChanges } from './ports.ts';
import { rowBudget } from './row-budget.ts';
import { type RowShape, rowShape } from './row-shape.ts';

/** What is known of one table, and what a batch has changed in it. */
export interface TableRows {
  readonly table: Table;
  readonly shape: RowShape;
  has(key: string): boolean;
  hasGroup(value: string): boolean;
  /**
   * The row; null where there is none, also where the group is known that it would be in. Throws Error for a row
   * of another group, and for a key that was never loaded.
   */
  read(key: string, within?: string | null): AnyRow | null;
  /** Rows of a group, by key. Throws Error for a group that was never loaded. */
  readGroup(value: string): readonly AnyRow[];
  /**
   * Writes a canonical row, or with null deletes it. `absent`: there is none, as far as is known of its group.
   */
  write(key: string, row: AnyRow | null, absent?: boolean): void;
  /** Takes what the database answered for keys and groups; it need not have what is not committed. */
  fill(keys: readonly string[], groups: readonly string[], rows: readonly AnyRow[]): void;
  /** From here on `undo` takes writes back. */
  mark(): void;
  undo(): void;
  /** All that was written since the last `seal`. Until `committed`, the rows are kept. */
  seal(): TableChanges;
  /** The oldest sealed changes are now what is stored; rows that were written unseen are forgotten. */
  committed(): void;
  /** Keeps at most `limit` rows, or fewer large ones, those that became known last, and all not committed. */
  evict(limit: number): void;
}

interface Write {
  readonly key: string;
  readonly before: AnyRow | null | undefined;
  readonly first: boolean;
}

/** Rows of one table in memory: what was loaded and what was written, with an index of the loaded groups. */
export function tableRows(table: Table): TableRows {
  const shape = rowShape(table);
  /** Null: known to be absent. Oldest first. */
  const rows = new Map<string, AnyRow | null>();
  const groups = groupIndex(shape);
  const budget = rowBudget();
  /** Keys written since the last seal, with what was known before. */
  let written = new Map<string, AnyRow | null | undefined>();
  /** Sealed and not committed, oldest first. */
  const sealed: ReadonlyMap<string, AnyRow | null | undefined>[] = [];
  let journal: Write[] = [];
  const columns = Object.keys(table.columns);

  const put = (key: string, before: AnyRow | null | undefined, row: AnyRow | null | undefined): void => {
    groups.move(key, before ?? null, row ?? null);
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  };
  const isUncommitted = (key: string): boolean =>
    written.has(key) || sealed.some((uncommitted) => uncommitted.has(key));
  const read = (key: string, within: string | null = null): AnyRow | null => {
    const row = rows.get(key);
    if (row && within !== null && shape.groupOf(row) !== within) {
      throw new Error(`a row of ${table.name} is not within the group that was named`);
    }
    if (row !== undefined) return row;
    if (within !== null && groups.has(within)) return null;
    throw new Error(`a row of ${table.name} was not loaded`);
  };

  return {
    table,
    shape,
    has: (key) => rows.has(key),
    hasGroup: (value) => groups.has(value),
    read,
    readGroup(value) {
      const keys = groups.keys(value);
      if (!keys) throw new Error(`a group of ${table.name} was not loaded`);
      const group: AnyRow[] = [];
      for (const key of keys) {
        const row = read(key);
        if (row) group.push(row);
      }
      return group;
    },
    write(key, row, absent = false) {
      const before = rows.get(key);
      const first = !written.has(key);
      journal.push({ key, before, first });
      if (first) written.set(key, absent && before === undefined ? null : before);
      put(key, before, row);
    },
    fill(keys, values, loaded) {
      for (const value of values) groups.open(value);
      for (const row of loaded) {
        const key = shape.keyOf(row);
        const known = rows.get(key);
        if (known === undefined) put(key, known, row);
        else if (known !== null) groups.add(key, known);
      }
      if (values.length > 0) {
        for (const uncommitted of sealed) {
          for (const key of uncommitted.keys()) {
            const row = rows.get(key);
            if (row) groups.add(key, row);
          }
        }
      }
      for (const key of keys) if (!rows.has(key)) rows.set(key, null);
    },
    mark() {
      if (journal.length > 0) journal = [];
    },
    undo() {
      for (const { key, before, first } of journal.reverse()) {
        put(key, rows.get(key), before);
        if (first) written.delete(key);
      }
      journal = [];
    },
    seal() {
      const whole: AnyRow[] = [];
      const added: AnyRow[] = [];
      const updated: AnyRow[] = [];
      const changes = changedColumns(columns);
      const removed: string[] = [];
      budget.beginBatch();
      for (const [key, before] of written) {
        const now = read(key);
        if (now !== null) budget.count(now);
        if (now !== null && before) {
          // A row may have come back to what it was.
          if (changes.add(before, now)) updated.push(now);
        } else if (now !== null) (before === null ? added : whole).push(now);
        else if (before !== null) removed.push(key);
      }
      sealed.push(written);
      written = new Map();
      journal = [];
      return { table, rows: whole, added, updated, updatedColumns: changes.columns(), removed };
    },
    committed() {
      for (const [key, before] of sealed.shift() ?? []) {
        // What was written without a look at what was there is seldom asked for.
        if (before !== undefined || isUncommitted(key)) continue;
        const row = rows.get(key);
        if (!row || !groups.holds(row)) rows.delete(key);
      }
    },
    evict(limit) {
      const keep = Math.min(limit, budget.rows);
      let excess = rows.size - keep;
      for (const [key, row] of rows) {
        if (excess <= 0) break;
        if (isUncommitted(key)) continue;
        excess -= 1;
        rows.delete(key);
        if (row) groups.breakUp(row);
      }
      groups.trim(keep);
    },
  };
}
