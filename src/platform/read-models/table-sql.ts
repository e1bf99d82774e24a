import type { SqlType, Table } from '../../core/table.ts';
import type { Statement } from './send-all.ts';

/** The statements of one table. Parameters are arrays, see array-literal.ts. */
export interface TableSql {
  /** $1 …: one array per column. */
  readonly write: string;
  /** The same for rows that are not there; fails where one is. */
  readonly add: string;
  /** $1 …: one array per key column. */
  readonly remove: string;
  /** $1 …: one array per key column. */
  readonly byKey: string;
  /** $1: array of group values; null for a table without groups. */
  readonly byGroup: string | null;
  /** $1 …: one array per key column, then one per column of `columns`. */
  update(columns: readonly string[]): Pick<Statement, 'name' | 'text'>;
}

/** Sets of updated columns for which the server keeps a prepared statement, per table. */
const mostPrepared = 20;

/**
 * Statements that write and read any number of rows at once. Rows go in as one array per column, which
 * PostgreSQL reads faster than JSON or many parameters; they come out in the form in which handlers write
 * them.
 */
export function tableSql({ name, columns, key, group }: Table, schema: string): TableSql {
  const table = `${schema}.${quote(name)}`;
  const all = Object.keys(columns);
  const sqlOf = (column: string): SqlType => columns[column]?.sql ?? 'text';
  /** The arrays of `names`, from parameter $1 on, as the rows of a table. */
  const arrays = (names: readonly string[]) => {
    const parameters = names.map((column, i) => `$${i + 1}::${elementOf(sqlOf(column))}[]`);
    return `unnest(${parameters}) AS r(${names.map(quote)})`;
  };
  const given = (column: string) => {
    const sql = sqlOf(column);
    return elementOf(sql) === sql ? `r.${quote(column)}` : `r.${quote(column)}::${sql}`;
  };

  const updates = new Map<string, Pick<Statement, 'name' | 'text'>>();
  const set = all
    .filter((column) => !key.includes(column))
    .map((column) => `${quote(column)} = excluded.${quote(column)}`);
  const sameKey = key.map((column) => `t.${quote(column)} = r.${quote(column)}`).join(' AND ');
  const add = `INSERT INTO ${table} (${all.map(quote)}) SELECT ${all.map(given)} FROM ${arrays(all)}`;
  const selected = all.map((column) => selectAs(`t.${quote(column)}`, sqlOf(column), column));
  return {
    write: `${add} ON CONFLICT (${key.map(quote)}) DO ${set.length > 0 ? `UPDATE SET ${set}` : 'NOTHING'}`,
    add,
    remove: `DELETE FROM ${table} AS t USING ${arrays(key)} WHERE ${sameKey}`,
    byKey: `SELECT ${selected} FROM ${arrays(key)} JOIN ${table} AS t ON ${sameKey}`,
    byGroup:
      group === null
        ? null
        : `SELECT ${selected} FROM ${table} AS t WHERE t.${quote(group)} = ANY($1::${sqlOf(group)}[])`,
    update(changed) {
      const known = updates.get(changed.join());
      if (known) return known;
      const assigned = changed.map((column) => `${quote(column)} = ${given(column)}`);
      const text = `UPDATE ${table} AS t SET ${assigned} FROM ${arrays([...key, ...changed])} WHERE ${sameKey}`;
      if (updates.size >= mostPrepared) return { text };
      const prepared = { name: `update ${updates.size} ${name}`, text };
      updates.set(changed.join(), prepared);
      return prepared;
    },
  };
}

/** Arrays of arrays would have to be of one length: they go in as texts. */
function elementOf(sql: SqlType): string {
  return sql.endsWith('[]') ? 'text' : sql;
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
    date: `${column}::text`,
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
