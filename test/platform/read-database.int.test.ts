import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { createPool } from '../../src/platform/postgres.ts';
import { createReadDatabase } from '../../src/platform/read-database.ts';
import type { ReadDatabase } from '../../src/runtime/queries/ports.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createTestDatabase } from '../support/create-test-database.ts';

let own: TestDatabase;
let pool: Pool;
let database: ReadDatabase;

beforeAll(async () => {
  own = await createTestDatabase();
  pool = createPool(own.url, { applicationName: 'test', max: 1 });
  database = createReadDatabase(pool);
});

afterAll(async () => {
  await pool.end();
  await own.drop();
});

const select = (sql: string) => database.run(database.builder.select(database.builder.raw(sql)));

test('values arrive in the form of the vocabulary', async () => {
  const [row] = await select(`
    9007199254740993::bigint AS position, 0.500000::numeric(20,6) AS half, 10::numeric(20,6) AS ten,
    0::numeric(20,6) AS zero, -1.25::numeric(20,6) AS below, '2026-02-03'::date AS day,
    '2026-02-03 04:05:06.007+02'::timestamptz AS moment, '"4.50"'::jsonb AS value, 'false'::jsonb AS no,
    '{a,b}'::text[] AS tags, '{01900000-0000-7000-8000-000000000001}'::uuid[] AS ids, 3 AS count, NULL::date AS never`);
  expect(row).toEqual({
    position: '9007199254740993',
    half: '0.5',
    ten: '10',
    zero: '0',
    below: '-1.25',
    day: '2026-02-03',
    moment: '2026-02-03T02:05:06.007Z',
    value: '4.50',
    no: false,
    tags: ['a', 'b'],
    ids: ['01900000-0000-7000-8000-000000000001'],
    count: 3,
    never: null,
  });
});

test('a statement is prepared once, whatever its bindings', async () => {
  const find = (id: string) =>
    database.run(database.builder.from('read.cycles').where({ id }).select('name'));
  await find('01900000-0000-7000-8000-000000000001');
  await find('01900000-0000-7000-8000-000000000002');
  const { rows } = await pool.query(
    `SELECT name FROM pg_prepared_statements WHERE statement LIKE '%cycles%'`,
  );
  expect(rows).toHaveLength(1);
});

test('a table that was replaced by one with other columns is read on', async () => {
  await pool.query('CREATE TABLE read.things AS SELECT 1 AS a');
  const all = () => database.run(database.builder.from('read.things').select('*'));
  expect(await all()).toEqual([{ a: 1 }]);
  await pool.query('DROP TABLE read.things; CREATE TABLE read.things AS SELECT 2 AS b');
  expect(await all()).toEqual([{ b: 2 }]);
  await pool.query('DROP TABLE read.things');
});

test('a query that is wrong is an error of ours', async () => {
  await expect(database.run(database.builder.from('read.nowhere').select('*'))).rejects.toMatchObject({
    code: '42P01',
  });
});

test('a server that is away is UNAVAILABLE', async () => {
  const url = new URL(own.url);
  url.port = '1';
  const away = createPool(url.href, { applicationName: 'test' });
  const query = createReadDatabase(away).run(database.builder.from('read.cycles').select('*'));
  await expect(query).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await away.end();
});
