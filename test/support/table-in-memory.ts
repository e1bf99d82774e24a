import type { Table } from '../../src/core/table.ts';
import type { AnyRow, TableChanges, WantedRows } from '../../src/runtime/projections/ports.ts';
import { rowShape } from '../../src/runtime/projections/row-shape.ts';
import { frozen } from './fold.ts';

/** One table of a database, in memory. */
export function tableInMemory(table: Table) {
  const rows = new Map<string, AnyRow>();
  const shape = rowShape(table);
  return {
    load({ keys, groups }: WantedRows): AnyRow[] {
      const wanted = new Set(keys);
      const wantedGroups = new Set(groups);
      return [...rows]
        .filter(([key, row]) => wanted.has(key) || wantedGroups.has(shape.groupOf(row) ?? ''))
        .map(([, row]) => row);
    },
    apply({ rows: written, added, updated, updatedColumns, removed }: TableChanges): void {
      for (const row of added) {
        if (rows.has(shape.keyOf(row))) throw new Error(`${table.name}: an added row is there`);
      }
      for (const row of [...added, ...written]) rows.set(shape.keyOf(row), frozen(structuredClone(row)));
      if (updated.length > 0 && updatedColumns.length === 0)
        throw new Error(`${table.name}: an empty update`);
      for (const row of updated) {
        const key = shape.keyOf(row);
        const before = rows.get(key);
        if (!before) throw new Error(`${table.name}: an updated row is not there`);
        const columns = updatedColumns.map((column) => [column, structuredClone(row[column])]);
        rows.set(key, frozen({ ...before, ...Object.fromEntries(columns) }));
      }
      for (const key of removed) rows.delete(key);
    },
    all: (): AnyRow[] => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  };
}
