import type { AnyRow } from './ports.ts';
import type { Operation } from './record-operations.ts';
import type { RowStore } from './row-store.ts';
import type { TableRows } from './table-rows.ts';

const noGroup: readonly AnyRow[] = [];

/**
 * Applies an operation to the rows in memory. Throws where it cannot; what it wrote by then is the caller's
 * to undo.
 */
export function applyOperation(rows: RowStore, operation: Operation): void {
  const table = rows.of(operation.table);
  switch (operation.kind) {
    case 'insert':
      insert(table, operation.row);
      return;
    case 'insertWith': {
      const { group, make } = operation;
      const row = make(rows.of(group.table).readGroup(group.value));
      if (row) insert(table, row);
      return;
    }
    case 'change': {
      const { key, required, within, group, change } = operation;
      const before = table.read(key, within);
      if (required && before === null) throw new Error(`${operation.table.name}: no row to update`);
      const others = group ? rows.of(group.table).readGroup(group.value) : noGroup;
      writeChanged(table, key, before, change(before, others));
      return;
    }
    case 'changeGroup':
      for (const before of table.readGroup(operation.value)) {
        writeChanged(table, table.shape.keyOf(before), before, operation.change(before, noGroup));
      }
      return;
    case 'replaceGroup': {
      const { value, group, replace } = operation;
      const before = table.readGroup(value);
      replaceGroup(table, value, before, replace(before, rows.of(group.table).readGroup(group.value)));
      return;
    }
    case 'delete':
      table.write(operation.key, null);
  }
}

function insert(table: TableRows, given: AnyRow): void {
  const row = table.shape.row(given);
  table.write(table.shape.keyOf(row), row);
}

function writeChanged(table: TableRows, key: string, before: AnyRow | null, after: AnyRow | null): void {
  if (after === before) return;
  const row = after && table.shape.row(after, before);
  if (row === before) return;
  if (row && table.shape.keyOf(row) !== key) throw new TypeError(`${table.table.name}: the key changed`);
  table.write(key, row, before === null);
}

function replaceGroup(
  table: TableRows,
  value: string,
  before: readonly AnyRow[],
  after: readonly AnyRow[],
): void {
  const left = new Map(before.map((row) => [table.shape.keyOf(row), row]));
  const seen = new Set<string>();
  for (const next of after) {
    const was = left.get(table.shape.keyOf(next)) ?? null;
    const row = table.shape.row(next, was);
    const key = table.shape.keyOf(row);
    if (table.shape.groupOf(row) !== value)
      throw new TypeError(`${table.table.name}: a row of another group`);
    if (seen.has(key)) throw new TypeError(`${table.table.name}: a key stands in the group twice`);
    seen.add(key);
    left.delete(key);
    if (row !== was) table.write(key, row, was === null);
  }
  for (const key of left.keys()) table.write(key, null);
}
