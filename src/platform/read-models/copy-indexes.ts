import type { Client } from 'pg';
import type { Table } from '../../core/table.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { schemaOf, tableIn } from './schemas.ts';

interface IndexRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly definition: string;
  /** Definition of the constraint that it belongs to. */
  readonly constraint: string | null;
  readonly unique: boolean;
  readonly first_column: string | null;
}

/**
 * Gives tables the indexes of the live ones that are `wanted`, and no others, with one core of the server's.
 * Names are kept: they are the schema's.
 */
export async function copyIndexes(
  client: Client,
  generation: Generation,
  tables: readonly Table[],
  wanted: (index: IndexRow) => boolean = () => true,
): Promise<void> {
  const rows = await indexesOf(client, ['live', generation], tables);
  const live = rows.filter((row) => row.schema === schemaOf('live') && wanted(row));
  const there = rows.filter(({ schema }) => schema === schemaOf(generation));
  const creating = ({ table, name, definition, constraint }: IndexRow) =>
    constraint === null
      ? definition.replace(/ ON \w+\./, ` ON ${schemaOf(generation)}.`)
      : `ALTER TABLE ${tableIn(generation, table)} ADD CONSTRAINT ${client.escapeIdentifier(name)} ${constraint}`;
  const dropping = ({ table, name, constraint }: IndexRow) =>
    constraint === null
      ? `DROP INDEX ${tableIn(generation, name)}`
      : `ALTER TABLE ${tableIn(generation, table)} DROP CONSTRAINT ${client.escapeIdentifier(name)}`;
  const has = new Set(there.map(creating));
  const needed = new Set(live.map(creating));
  const statements = [
    ...there.filter((row) => !needed.has(creating(row))).map(dropping),
    ...[...needed].filter((statement) => !has.has(statement)),
  ];
  await client.query('SET max_parallel_maintenance_workers = 0');
  for (const statement of statements) await client.query(statement);
}

async function indexesOf(
  client: Client,
  generations: readonly Generation[],
  tables: readonly Table[],
): Promise<IndexRow[]> {
  const { rows } = await client.query<IndexRow>(
    `SELECT n.nspname AS schema, t.relname AS table, c.relname AS name, pg_get_indexdef(c.oid) AS definition,
        pg_get_constraintdef(k.oid) AS constraint, i.indisunique AS unique, a.attname AS first_column
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace
        LEFT JOIN pg_constraint k ON k.conindid = c.oid AND k.conrelid = t.oid AND k.contype <> 'f'
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
      WHERE n.nspname = ANY($1) AND t.relname = ANY($2) ORDER BY t.relname, c.relname`,
    [generations.map(schemaOf), tables.map(({ name }) => name)],
  );
  return rows;
}
