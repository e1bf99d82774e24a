import type { Table } from '../../core/table.ts';
import type { AnyRow, TableChanges, WantedRows } from './ports.ts';
import { type TableRows, tableRows } from './table-rows.ts';

/** The rows that a projector holds in memory, over all its tables. */
export interface RowStore {
  of(table: Table): TableRows;
  fill(wanted: readonly WantedRows[], loaded: readonly (readonly AnyRow[])[]): void;
  /** What the batch changed, tables without a change left out. Its rows are kept until `committed`. */
  seal(): TableChanges[];
  /** The oldest sealed changes are now what is stored; rows that were written unseen are forgotten. */
  committed(): void;
  /** Between batches: forgets what goes beyond the bound. */
  evict(): void;
  /** After a failed transaction: forgets everything. */
  clear(): void;
}

/**
 * Holds rows between batches as well: one fenced writer knows what it wrote last, so that catching up seldom
 * loads anything. `rowsPerTable` bounds what is kept.
 */
export function createRowStore(tables: readonly Table[], rowsPerTable: number): RowStore {
  let all = new Map<Table, TableRows>();
  const clear = () => {
    all = new Map(tables.map((table) => [table, tableRows(table)]));
  };
  const of = (table: Table): TableRows => {
    const rows = all.get(table);
    if (!rows) throw new Error(`${table.name} is no table of the projector`);
    return rows;
  };
  clear();
  return {
    of,
    fill(wanted, loaded) {
      wanted.forEach(({ table, keys, groups }, index) => {
        of(table).fill(keys, groups, loaded[index] ?? []);
      });
    },
    seal: () =>
      [...all.values()]
        .map((rows) => rows.seal())
        .filter(
          ({ rows, added, updated, removed }) =>
            rows.length + added.length + updated.length + removed.length > 0,
        ),
    committed() {
      for (const rows of all.values()) rows.committed();
    },
    evict() {
      for (const rows of all.values()) rows.evict(rowsPerTable);
    },
    clear,
  };
}
