import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { createPool } from '../../src/platform/postgres.ts';
import { projections } from '../../src/projections/index.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createTestDatabase } from '../support/create-test-database.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { applicationName: 'test' });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const tables = projections.flatMap(({ name, tables }) =>
  Object.values(tables).map((table) => ({ projection: name, name: table.name, table })),
);

describe.each(tables)('read.$name of the projection $projection', ({ name, table }) => {
  test('has the columns that the projection describes', async () => {
    const { rows } = await pool.query(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS sql, NOT attnotnull AS nullable
       FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
      [`read.${name}`],
    );
    const short = (sql: string) => sql.replace('timestamp with time zone', 'timestamptz');
    const migrated = rows.map((row) => [row.name, { sql: short(row.sql), nullable: row.nullable }]);
    const described = Object.entries(table.columns).map(([column, { sql, nullable }]) => [
      column,
      { sql, nullable },
    ]);
    expect(Object.fromEntries(migrated)).toEqual(Object.fromEntries(described));
  });

  test('has its primary key', async () => {
    const { rows } = await pool.query(
      `SELECT attname AS name FROM pg_index
       CROSS JOIN LATERAL unnest(indkey) WITH ORDINALITY AS part (number, place)
       JOIN pg_attribute ON attrelid = indrelid AND attnum = number
       WHERE indrelid = $1::regclass AND indisprimary ORDER BY place`,
      [`read.${name}`],
    );
    expect(rows.map((row) => row.name)).toEqual(table.key);
  });

  test('can find a group without reading the whole table', async () => {
    if (table.group === null) return;
    const { rows } = await pool.query(
      `SELECT count(*)::integer AS count FROM pg_index
       JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
       WHERE indrelid = $1::regclass AND attname = $2 AND indpred IS NULL`,
      [`read.${name}`, table.group],
    );
    expect(rows[0].count).toBeGreaterThan(0);
  });
});

test('there is no other table', async () => {
  const { rows } = await pool.query(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'read'::regnamespace AND relkind = 'r'`,
  );
  expect(rows.map((row) => row.name).sort()).toEqual(tables.map(({ name }) => name).sort());
});

test('every table and every column has a comment', async () => {
  const { rows } = await pool.query(
    `SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = 'read'::regnamespace AND relkind = 'r' AND attnum >= 0 AND NOT attisdropped
       AND col_description(pg_class.oid, attnum) IS NULL
     UNION ALL
     SELECT relname, '' FROM pg_class WHERE relnamespace = 'read'::regnamespace AND relkind = 'r'
       AND obj_description(oid, 'pg_class') IS NULL`,
  );
  expect(rows).toEqual([]);
});

test('every table but users belongs to organizations', async () => {
  const { rows } = await pool.query(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'read'
       AND column_name = 'organization_id' AND is_nullable = 'NO' AND data_type = 'uuid'`,
  );
  const without = tables.map(({ name }) => name).filter((name) => !rows.some((row) => row.name === name));
  expect(without).toEqual(['users']);
});
