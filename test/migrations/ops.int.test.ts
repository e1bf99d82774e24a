import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { createPool } from '../../src/platform/postgres.ts';
import { createTestDatabase } from '../support/create-test-database.ts';

let pool: Pool;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase();
  ({ drop } = database);
  pool = createPool(database.url, { applicationName: 'test' });
});
afterAll(async () => {
  await pool.end();
  await drop();
});

test('every table and column of the schema ops says what it is', async () => {
  const { rows } = await pool.query<{ name: string; comment: string | null }>(`
    SELECT c.relname || coalesce('.' || a.attname, '') AS name,
      CASE WHEN a.attnum IS NULL THEN obj_description(c.oid) ELSE col_description(c.oid, a.attnum) END AS comment
    FROM pg_class c LEFT JOIN LATERAL (
      SELECT attname, attnum FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
      UNION ALL SELECT NULL, NULL) a ON true
    WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind = 'r'`);
  const ours = rows.filter(({ name }) => !name.startsWith('knex'));
  expect(ours.map(({ name }) => name)).toEqual(expect.arrayContaining(['imports', 'imports.file']));
  expect(ours.filter(({ comment }) => !comment)).toEqual([]);
});
