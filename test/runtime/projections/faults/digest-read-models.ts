import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { projections } from '../../../../src/projections/index.ts';

const tables = projections.flatMap((projection) => Object.values(projection.tables));

/** How many rows every table of the read models has, and the SHA-256 of them in the order of their keys. */
export async function digestReadModels(pool: Pool): Promise<Record<string, string>> {
  const { rows: found } = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'read' ORDER BY 1`,
  );
  const names = tables.map(({ name }) => name).sort();
  if (String(found.map(({ name }) => name).sort()) !== String(names))
    throw new Error('the schema read has other tables than the projections');
  const digests: Record<string, string> = {};
  for (const { name, key } of tables) digests[name] = await digest(pool, name, key);
  return digests;
}

const pageRows = 10_000;

async function digest(pool: Pool, table: string, key: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const client = await pool.connect();
  let count = 0;
  try {
    await client.query('BEGIN READ ONLY');
    const order = key.map((column) => `"${column}"`).join(', ');
    await client.query(
      `DECLARE rows NO SCROLL CURSOR FOR SELECT t::text AS row FROM read."${table}" t ORDER BY ${order}`,
    );
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`FETCH ${pageRows} FROM rows`);
      for (const { row } of rows) hash.update(`${row}\n`);
      count += rows.length;
      if (rows.length < pageRows) break;
    }
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  return `${count} rows, ${hash.digest('hex')}`;
}
