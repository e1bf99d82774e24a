import type { Client } from 'pg';
import type { SqlType, Table } from '../../core/table.ts';
import { keyParts } from '../../runtime/projections/key-text.ts';
import type { AnyRow, WantedRows } from '../../runtime/projections/ports.ts';
import { arrayLiteral } from './array-literal.ts';
import { type Statement, sendAll } from './send-all.ts';
import type { TableSql } from './table-sql.ts';

/** Loads rows: one statement per table for keys, and one for groups. Throws RefusedRowsError. */
export async function loadRows(
  client: Client,
  sqlOf: (table: Table) => TableSql,
  wanted: readonly WantedRows[],
): Promise<AnyRow[][]> {
  const statements: (Statement & { readonly index: number })[] = [];
  wanted.forEach(({ table, keys, groups }, index) => {
    const { byKey, byGroup } = sqlOf(table);
    const { name } = table;
    if (keys.length > 0) {
      const values = keyColumns(table, keys);
      statements.push({ index, name: `key ${name}`, text: byKey, values, table: name });
    }
    if (groups.length > 0 && byGroup !== null) {
      statements.push({
        index,
        name: `group ${name}`,
        text: byGroup,
        values: [arrayLiteral(groups, groupType(table))],
        table: name,
      });
    }
  });
  const answers = statements.length > 0 ? await sendAll(client, statements) : [];
  const loaded: AnyRow[][] = wanted.map(() => []);
  answers.forEach(({ rows }, position) => {
    const of = loaded[statements[position]?.index ?? 0];
    for (const row of rows) of?.push(row);
  });
  return loaded;
}

/** The keys as one array per key column. */
export function keyColumns(table: Table, keys: readonly string[]): string[] {
  const parts = keys.map(keyParts);
  return table.key.map((column, index) =>
    arrayLiteral(
      parts.map((key) => key[index]),
      table.columns[column]?.sql ?? 'text',
    ),
  );
}

function groupType({ group, columns }: Table): SqlType {
  return (group === null ? undefined : columns[group]?.sql) ?? 'text';
}
