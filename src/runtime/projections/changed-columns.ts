import type { AnyRow } from './ports.ts';

/** Finds the columns in which any of many rows has changed. */
export function changedColumns(columns: readonly string[]) {
  const changed = new Set<string>();
  return {
    /** Whether the row has changed at all. */
    add(before: AnyRow, now: AnyRow): boolean {
      let differs = false;
      for (const column of columns) {
        if (now[column] === before[column]) continue;
        changed.add(column);
        differs = true;
      }
      return differs;
    },
    /** In the order of the table. */
    columns: (): string[] => columns.filter((column) => changed.has(column)),
  };
}
