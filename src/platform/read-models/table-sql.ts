import type { SqlType, Table } from '../../core/table.ts';

/** The statements of one table of the `read` schema. */
export interface TableSql {
  /** $1: JSON array of rows. */
  readonly write: string;
  /** $1 …: one array per key column. */
  readonly remove: string;
  /** $1 …: one array per key column. */
  readonly byKey: string;
  /** $1: array of group values; null for a table without groups. */
  readonly byGroup: string | null;
}

/**
 * Statements that write and read any number of rows at once. Rows go in as one JSON text, which costs Node half of
 * what array parameters do, and PostgreSQL the same; they come out in the form in which handlers write them.
 */
export function tableSql({ name, columns, key, group }: Table): TableSql {
  const table = `read.${quote(name)}`;
  const names = Object.keys(columns).map(quote);
  const typed = Object.entries(columns).map(([column, { sql }]) => `${quote(column)} ${sql}`);
  const keys = key.map(quote);
  const set = names
    .filter((column) => !keys.includes(column))
    .map((column) => `${column} = excluded.${column}`);
  const selected = Object.entries(columns).map(([column, { sql }]) =>
    selectAs(`t.${quote(column)}`, sql, column),
  );

  const sqlOf = (column: string) => columns[column]?.sql ?? 'text';
  const wanted = `unnest(${key.map((column, i) => `$${i + 1}::${sqlOf(column)}[]`)}) AS k(${keys})`;
  const sameKey = keys.map((column) => `t.${column} = k.${column}`).join(' AND ');
  const select = `SELECT ${selected} FROM ${table} AS t`;
  return {
    write:
      `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_to_recordset($1::json) AS r(${typed}) ` +
      `ON CONFLICT (${keys}) DO ${set.length > 0 ? `UPDATE SET ${set}` : 'NOTHING'}`,
    remove: `DELETE FROM ${table} AS t USING ${wanted} WHERE ${sameKey}`,
    byKey: `SELECT ${selected} FROM ${wanted} JOIN ${table} AS t ON ${sameKey}`,
    byGroup: group === null ? null : `${select} WHERE t.${quote(group)} = ANY($1::${sqlOf(group)}[])`,
  };
}

/** An expression that gives a column's value in the canonical form of table.ts. */
function selectAs(column: string, sql: SqlType, name: string): string {
  const value = {
    uuid: column,
    text: column,
    integer: column,
    bigint: `${column}::text`,
    'numeric(20,6)': `trim_scale(${column})::text`,
    boolean: column,
    date: `to_char(${column}, 'YYYY-MM-DD')`,
    timestamptz: `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    jsonb: column,
    'uuid[]': `${column}::text[]`,
    'text[]': column,
  }[sql];
  return `${value} AS ${quote(name)}`;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
