import type { Client } from 'pg';
import type { Table } from '../../core/table.ts';
import { copyIndexes } from './copy-indexes.ts';
import { tableIn } from './schemas.ts';

/** Makes an empty table beside the live one, with what is needed to fill it: other indexes come at the end. */
export async function createShadowTable(client: Client, table: Table): Promise<void> {
  const [live, next] = [tableIn('live', table.name), tableIn('next', table.name)];
  await client.query(`DROP TABLE IF EXISTS ${next}`);
  await client.query(`CREATE TABLE ${next} (LIKE ${live} INCLUDING ALL EXCLUDING INDEXES)`);
  await copyIndexes(
    client,
    'next',
    [table],
    ({ constraint, unique, first_column }) =>
      constraint !== null || unique || (table.group !== null && first_column === table.group),
  );
  const { rows } = await client.query<{ comment: string | null }>(
    `SELECT obj_description($1::regclass, 'pg_class') AS comment`,
    [live],
  );
  const comment = rows[0]?.comment ?? null;
  if (comment !== null) await client.query(`COMMENT ON TABLE ${next} IS ${client.escapeLiteral(comment)}`);
}

/** Gives previous tables the indexes that the live ones have got in the meantime. */
export async function completePreviousTables(client: Client, tables: readonly Table[]): Promise<void> {
  // An autovacuum gives way after a second; who reads them does not.
  await client.query(`SET lock_timeout = '2s'`);
  await copyIndexes(client, 'previous', tables);
}

/** Gives shadow tables that are filled the indexes of the live ones that they do not have yet. */
export async function completeShadowTables(client: Client, tables: readonly Table[]): Promise<void> {
  await copyIndexes(client, 'next', tables);
  for (const { name } of tables) await client.query(`ANALYZE ${tableIn('next', name)}`);
}
