import type { Knex } from 'knex';

/** A table of the schema `read`, as it is when this migration has run. */
export interface ReadTable {
  readonly name: string;
  readonly comment: string;
  readonly key: readonly string[];
  /** Column name → SQL type with constraints, and what it means. */
  readonly columns: Readonly<Record<string, readonly [sql: string, comment: string]>>;
  /** What comes after `CREATE INDEX ON <table>`. */
  readonly indexes?: readonly string[];
}

/** Creates the table with its indexes, and comments on it and on every column. */
export async function createTable(knex: Knex, table: ReadTable): Promise<void> {
  const columns = Object.entries(table.columns).map(([name, [sql]]) => `"${name}" ${sql}`);
  const name = `read."${table.name}"`;
  const statements = [
    `CREATE TABLE ${name} (${columns.join(', ')}, PRIMARY KEY (${table.key.join(', ')}))`,
    ...(table.indexes ?? []).map((index) => `CREATE INDEX ON ${name} ${index}`),
    `COMMENT ON TABLE ${name} IS ${literal(table.comment)}`,
    ...Object.entries(table.columns).map(
      ([column, [, comment]]) => `COMMENT ON COLUMN ${name}."${column}" IS ${literal(comment)}`,
    ),
  ];
  // Knex would take a question mark in a comment for a binding.
  for (const statement of statements) await knex.raw(statement.replaceAll('?', '\\?'));
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
