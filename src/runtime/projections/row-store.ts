import type { Table } from '../../core/table.ts';
import type { AnyRow, TableChanges, WantedRows } from './ports.ts';
import { type TableRows, tableRows } from './table-rows.ts';

/** The rows that a projector holds in memory, over all its tables. */
export interface RowStore {
  of(table: Table): TableRows;
  fill(wanted: readonly WantedRows[], loaded: readonly (readonly AnyRow[])[]): void;
  /** What the batch changed, tables without a change left out. */
  changes(): TableChanges[];
  /** After a commit: the changes are now what is stored. */
  settle(): void;
  /** After a failed transaction: forgets everything. */
  clear(): void;
}

/**
 * Holds rows between batches as well: one fenced writer knows what it wrote last, so that catching up seldom
 * loads anything. `rowsPerTable` bounds what is kept.
 */
export function createRowStore(rowsPerTable: number): RowStore {
  const tables = new Map<Table, TableRows>();
  const of = (table: Table): TableRows => {
    let rows = tables.get(table);
    if (!rows) {
      rows = tableRows(table);
      tables.set(table, rows);
    }
    return rows;
  };
  return {
    of,
    fill(wanted, loaded) {
      wanted.forEach(({ table, keys, groups }, index) => {
        of(table).fill(keys, groups, loaded[index] ?? []);
      });
    },
    changes: () =>
      [...tables.values()]
        .map((rows) => rows.changes())
        .filter(({ rows, updated, removed }) => rows.length + updated.length + removed.length > 0),
    settle() {
      for (const rows of tables.values()) rows.settle(rowsPerTable);
    },
    clear: () => tables.clear(),
  };
}
