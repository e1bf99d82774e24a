import type { AnyRow } from './ports.ts';

/** Finds the columns in which any of many rows has changed. Rows mostly change in the same ones. */
export function changedColumns(columns: readonly string[]) {
  const changed: string[] = [];
  let others = columns;
  return {
    /** Whether the row has changed at all. */
    add(before: AnyRow, now: AnyRow): boolean {
      const more = others.filter((column) => now[column] !== before[column]);
      if (more.length === 0) return changed.some((column) => now[column] !== before[column]);
      changed.push(...more);
      others = others.filter((column) => !more.includes(column));
      return true;
    },
    /** In the order of the table. */
    columns: (): string[] => columns.filter((column) => changed.includes(column)),
  };
}
