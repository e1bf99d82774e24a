import type { Table } from '../../core/table.ts';
import { type Canonical, canonicalValue } from './canonical-value.ts';
import { keyText } from './key-text.ts';
import type { AnyRow } from './ports.ts';

/** How rows, keys and groups of one table are brought to the form in which the database gives them back. */
export interface RowShape {
  /** A new row with the columns of the table and nothing else. Throws TypeError naming the column. */
  row(row: AnyRow): AnyRow;
  /** Whether two canonical rows hold the same values; JSON and arrays count as changed where they were made anew. */
  same(a: AnyRow, b: AnyRow): boolean;
  /** Key of a canonical row. */
  keyOf(row: AnyRow): string;
  /** A handler's key (bare value or tuple). Throws TypeError. */
  key(key: unknown): string;
  /** Group of a canonical row; null where it belongs to none. */
  groupOf(row: AnyRow): string | null;
  /** A handler's group value. Throws TypeError, also where the table has no group column. */
  group(value: unknown): string;
}

/** Compiles the shape of a table. Throws Error when the table names a column that it does not have. */
export function rowShape(table: Table): RowShape {
  const columns = Object.entries(table.columns).map(([name, column]) => ({
    name,
    canonical: column.nullable ? orNull(canonicalValue[column.sql]) : canonicalValue[column.sql],
  }));
  const byName = (name: string) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column) throw new Error(`table ${table.name} has no column ${name}`);
    return column;
  };
  const keys = table.key.map(byName);
  const [onlyKey] = keys.length === 1 ? keys : [];
  const group = table.group === null ? null : byName(table.group);

  const canonical = (column: { name: string; canonical: Canonical }, value: unknown): unknown => {
    try {
      return column.canonical(value);
    } catch (error) {
      const reason = error instanceof TypeError ? error.message : 'not valid';
      throw new TypeError(`${table.name}.${column.name}: ${reason}`);
    }
  };

  return {
    row(row) {
      const whole: AnyRow = {};
      for (const column of columns) whole[column.name] = canonical(column, row[column.name]);
      return whole;
    },
    same: (a, b) => columns.every(({ name }) => a[name] === b[name]),
    keyOf: onlyKey
      ? (row) => String(row[onlyKey.name])
      : (row) => keyText(keys.map((column) => row[column.name])),
    key(key) {
      const parts = onlyKey ? [key] : key;
      if (!Array.isArray(parts) || parts.length !== keys.length)
        throw new TypeError(`${table.name}: the key has ${keys.length} columns`);
      return keyText(keys.map((column, index) => canonical(column, parts[index])));
    },
    groupOf(row) {
      const value = group === null ? null : row[group.name];
      return value === null || value === undefined ? null : String(value);
    },
    group(value) {
      if (group === null) throw new TypeError(`${table.name} has no group column`);
      return String(canonical(group, value));
    },
  };
}

function orNull(canonical: Canonical): Canonical {
  return (value) => (value === null || value === undefined ? null : canonical(value));
}
