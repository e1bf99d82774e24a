import type { Table } from '../../core/table.ts';
import { type AnyRow, RefusedRowsError, type TableChanges } from '../../runtime/projections/ports.ts';
import { arrayLiteral } from './array-literal.ts';
import { keyColumns } from './load-rows.ts';
import type { Statement } from './send-all.ts';
import type { TableSql } from './table-sql.ts';

/**
 * The statements that bring a batch's changes into a table, one for each kind of change. Throws
 * RefusedRowsError.
 */
export function writeTable(
  sql: TableSql,
  { table, rows, added, updated, updatedColumns, removed }: TableChanges,
): Statement[] {
  const { name } = table;
  const statements: Statement[] = [];
  if (removed.length > 0) {
    const values = keyColumns(table, removed);
    statements.push({ name: `remove ${name}`, text: sql.remove, values, table: name });
  }
  if (updated.length > 0) {
    const values = [...table.key, ...updatedColumns].map((column) => literal(table, column, updated));
    statements.push({ ...sql.update(updatedColumns), values, table: name, rowCount: updated.length });
  }
  for (const [kind, whole] of [
    ['add', added],
    ['write', rows],
  ] as const) {
    if (whole.length === 0) continue;
    const values = Object.keys(table.columns).map((column) => literal(table, column, whole));
    statements.push({ name: `${kind} ${name}`, text: sql[kind], values, table: name });
  }
  return statements;
}

function literal(table: Table, column: string, rows: readonly AnyRow[]): string {
  try {
    return arrayLiteral(
      rows.map((row) => row[column]),
      table.columns[column]?.sql ?? 'text',
    );
  } catch {
    throw new RefusedRowsError(table.name, `${column} holds a value that is no JSON`);
  }
}
