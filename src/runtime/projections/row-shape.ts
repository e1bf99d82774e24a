import type { Table } from '../../core/table.ts';
import { type Canonical, canonicalValue } from './canonical-value.ts';
import { keyText } from './key-text.ts';
import type { AnyRow } from './ports.ts';

/** How rows, keys and groups of one table are brought to the form in which the database gives them back. */
export interface RowShape {
  /**
   * The row with the columns of the table and nothing else, every value canonical; `row` itself where it is
   * that already, `before` where it says the same. Throws TypeError naming the column.
   */
  row(row: AnyRow, before?: AnyRow | null): AnyRow;
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

  const hasOnlyColumns = (row: AnyRow): boolean => {
    let count = 0;
    for (const _ in row) count += 1;
    return count === columns.length;
  };
  const pick = (row: AnyRow): AnyRow => Object.fromEntries(columns.map(({ name }) => [name, row[name]]));

  return {
    row(row, before = null) {
      let changed = before === null;
      let copy: AnyRow | null = hasOnlyColumns(row) ? null : {};
      for (const column of columns) {
        const { name } = column;
        const given = row[name];
        let value = given;
        // What stands in a canonical row needs no second look.
        if (before === null || given !== before[name]) {
          value = canonical(column, given);
          changed ||= before === null || value !== before[name];
          if (value !== given && copy === null) copy = pick(row);
        }
        if (copy !== null) copy[name] = value;
      }
      return changed ? (copy ?? row) : (before ?? row);
    },
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
