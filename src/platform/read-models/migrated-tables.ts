import type { Client } from 'pg';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { schemaOf } from './schemas.ts';

/**
 * Names of the tables of a generation whose columns are no longer those of the live table: a migration has
 * changed that one since.
 */
export async function migratedTables(
  client: Client,
  generation: Exclude<Generation, 'live'>,
): Promise<string[]> {
  const columnsOf = (schema: string) => `SELECT c.relname, a.attname, a.attnotnull,
      format_type(a.atttypid, a.atttypmod) AS type, pg_get_expr(d.adbin, d.adrelid) AS default
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = '${schema}'::regnamespace`;
  const { rows } = await client.query<{ name: string }>(
    `WITH kept AS (${columnsOf(schemaOf(generation))}), live AS (${columnsOf(schemaOf('live'))}),
      unlike AS ((SELECT * FROM kept EXCEPT SELECT * FROM live)
        UNION ALL (SELECT * FROM live WHERE relname IN (SELECT relname FROM kept) EXCEPT SELECT * FROM kept))
    SELECT DISTINCT relname AS name FROM unlike`,
  );
  return rows.map(({ name }) => name);
}
