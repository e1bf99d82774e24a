/** PostgreSQL types a read model may use; every value travels as text and is cast by the database. */
export type SqlType =
  | 'uuid'
  | 'text'
  | 'integer'
  | 'bigint'
  | 'numeric(20,6)'
  | 'boolean'
  | 'date'
  | 'timestamptz'
  | 'jsonb'
  | 'uuid[]'
  | 'text[]';

/** A column: its SQL type, and, in the type system only, what a row holds there. */
interface Column<Value = unknown> {
  readonly sql: SqlType;
  readonly nullable: boolean;
  /** Never set: carries `Value`. */
  readonly value?: Value;
}

const column = <Value>(sql: SqlType): Column<Value> => ({ sql, nullable: false });

export const uuid = column<string>('uuid');
export const text = column<string>('text');
/** A text column that holds one of the literals of `Value`. */
export const textOf = <Value extends string>() => column<Value>('text');
export const integer = column<number>('integer');
/** Log positions and other int8 values, as decimal strings. */
export const bigint = column<string>('bigint');
/** A decimal string. */
export const numeric = column<string>('numeric(20,6)');
export const boolean = column<boolean>('boolean');
/** `YYYY-MM-DD`. */
export const date = column<string>('date');
/** ISO-8601 UTC with milliseconds, e.g. `2026-01-31T10:00:00.000Z`. */
export const timestamptz = column<string>('timestamptz');
export const jsonb = <Value>() => column<Value>('jsonb');
export const uuids = column<readonly string[]>('uuid[]');
export const texts = column<readonly string[]>('text[]');
/** The same column, with null allowed. */
export const nullable = <Value>(of: Column<Value>): Column<Value | null> => ({ sql: of.sql, nullable: true });

export type Columns = Record<string, Column>;
type RowOf<Cols extends Columns> = {
  [Name in keyof Cols]: Cols[Name] extends Column<infer Value> ? Value : never;
};

/** A read-model table of the `read` schema, owned by one projection. */
export interface Table<
  Cols extends Columns = Columns,
  Key extends readonly string[] = readonly string[],
  Group extends string = string,
> {
  readonly name: string;
  /** Primary key, in order. */
  readonly key: Key;
  /** Column by which all rows of one parent can be asked for, see `TableOperations.upsertWith`. */
  readonly group: Group | null;
  readonly columns: Cols;
}

/** Describes a table; the migration creates it, and a test holds the two against each other. */
export function table<
  Cols extends Columns,
  const Key extends readonly (keyof Cols & string)[],
  const Group extends keyof Cols & string = never,
>(name: string, description: { key: Key; group?: Group; columns: Cols }): Table<Cols, Key, Group> {
  return { name, key: description.key, group: description.group ?? null, columns: description.columns };
}

/** The row type of a table. */
export type Row<T extends Table> = RowOf<T['columns']>;
