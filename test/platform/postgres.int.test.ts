import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { closePool, createKnex, createPool } from '../../src/platform/postgres.ts';
import { createTestDatabase } from '../support/create-test-database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { applicationName: 'postgres-test', statementTimeoutMs: 300 });
});

afterAll(async () => {
  await closePool(pool);
  await database.drop();
});

const values = `SELECT 0.10::numeric(20,6) AS amount, 9007199254740993::int8 AS position,
  '2026-03-29'::date AS day, ARRAY['2026-03-29'::date] AS days, '2026-03-29 02:30'::timestamp AS local,
  '2026-01-31T10:00:00.123+02'::timestamptz AS instant, '{"a": [1]}'::jsonb AS document`;
const expected = {
  amount: '0.100000',
  position: '9007199254740993',
  day: '2026-03-29',
  days: ['2026-03-29'],
  local: '2026-03-29 02:30:00',
  instant: new Date('2026-01-31T08:00:00.123Z'),
  document: { a: [1] },
};

test('values arrive without loss or shift', async () => {
  expect((await pool.query(values)).rows).toEqual([expected]);
});

test('the query builder uses the pool and gives the same values', async () => {
  const builder = createKnex(pool);
  expect((await builder.raw(values)).rows).toEqual([expected]);
  const name = builder.select(builder.raw("current_setting('application_name') AS name"));
  expect(await name).toEqual([{ name: 'postgres-test' }]);
  await builder.destroy();
  expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
});

test('a statement that takes too long is cancelled and the connection is used again', async () => {
  await expect(pool.query('SELECT pg_sleep(10)')).rejects.toThrow('statement timeout');
  expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
});

test('waiting for a connection has a deadline', async () => {
  const small = createPool(database.url, { applicationName: 'small', max: 1, connectTimeoutMs: 100 });
  const held = await small.connect();
  await expect(small.query('SELECT 1')).rejects.toThrow('timeout');
  held.release();
  expect((await small.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  await closePool(small);
});

test.each(['idle', 'held'])('the pool replaces a connection (%s) that the server ends', async (state) => {
  const errors: string[] = [];
  const onConnectionError = ({ message }: Error) => errors.push(message);
  const own = createPool(database.url, { applicationName: 'cut', onConnectionError });
  const client = await own.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  if (state === 'idle') client.release();
  const broken = new Promise((resolve) => client.once('end', resolve));
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  await broken;
  if (state === 'held') client.release();
  expect((await own.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  expect(errors).toContain('terminating connection due to administrator command');
  await closePool(own);
});

test('closing does not wait for ever', async () => {
  const own = createPool(database.url, { applicationName: 'closing' });
  const held = await own.connect();
  await closePool(own, 50);
  held.release(true);
  await expect(own.query('SELECT 1')).rejects.toThrow('after calling end');
});
