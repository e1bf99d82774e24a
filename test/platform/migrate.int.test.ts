import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrateToLatest } from '../../src/platform/migrate.ts';
import { createDatabase, type TestDatabase } from '../support/create-database.ts';
import { testServers } from '../support/test-servers.ts';
import { waitUntil } from '../support/wait-until.ts';

let database: TestDatabase;
let dir: string;
let directory: URL;

beforeEach(async () => {
  database = await createDatabase(testServers.databaseUrl());
  dir = await mkdtemp(join(tmpdir(), 'migrations-'));
  directory = pathToFileURL(`${dir}/`);
});

afterEach(async () => {
  await database.drop();
  await rm(dir, { recursive: true });
});

const statement = (sql: string) =>
  `export const up = (knex) => knex.raw(${JSON.stringify(sql)});\nexport const down = () => undefined;\n`;

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('runs new migrations once, in order, and makes the schema of the job queues', async () => {
  await writeFile(join(dir, '0002-second.mjs'), statement('INSERT INTO thing VALUES (1)'));
  await writeFile(join(dir, '0001-first.mjs'), statement('CREATE TABLE thing (n int)'));
  await writeFile(join(dir, 'notes.txt'), 'not a migration');
  expect(await migrateToLatest(database.url, directory)).toEqual(['0001-first', '0002-second']);
  await writeFile(join(dir, '0003-third.mjs'), statement('INSERT INTO thing VALUES (2)'));
  expect(await migrateToLatest(database.url, directory)).toEqual(['0003-third']);
  expect(await query('SELECT n FROM thing ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await query("SELECT to_regclass('bullmq.job') IS NOT NULL AS made")).toEqual([{ made: true }]);
});

test('a migration that fails changes nothing and can be run again', async () => {
  await writeFile(join(dir, '0001-first.mjs'), statement('CREATE TABLE thing (n int); SELECT 1 / 0'));
  await expect(migrateToLatest(database.url, directory)).rejects.toThrow('division by zero');
  expect(await query("SELECT to_regclass('thing') AS thing")).toEqual([{ thing: null }]);
  await unlink(join(dir, '0001-first.mjs'));
  await writeFile(join(dir, '0001-better.mjs'), statement('CREATE TABLE thing (n int)'));
  expect(await migrateToLatest(database.url, directory)).toEqual(['0001-better']);
});

test('waits for who uses a table without making others wait, and says so', async () => {
  await writeFile(join(dir, '0001-first.mjs'), statement('CREATE TABLE thing (n int)'));
  await migrateToLatest(database.url, directory);
  await writeFile(join(dir, '0002-second.mjs'), statement('CREATE TABLE other (n int)'));
  await writeFile(join(dir, '0003-third.mjs'), statement('ALTER TABLE thing ADD m int'));
  const reader = new pg.Client({ connectionString: database.url });
  await reader.connect();
  try {
    await reader.query('BEGIN; SELECT n FROM thing');
    let busy = 0;
    const migrating = migrateToLatest(database.url, directory, () => {
      busy += 1;
    });
    await waitUntil(() => busy === 2);
    expect(await query('SELECT n FROM thing')).toEqual([]);
    await reader.query('COMMIT');
    expect(await migrating).toEqual(['0002-second', '0003-third']);
  } finally {
    await reader.end();
  }
});

test('several processes at once run every migration once', async () => {
  await writeFile(join(dir, '0001-first.mjs'), statement('CREATE TABLE thing (n int); SELECT pg_sleep(0.3)'));
  const runs = await Promise.all([1, 2, 3].map(() => migrateToLatest(database.url, directory)));
  expect(runs.flat()).toEqual(['0001-first']);
});

test('the lock of a killed process does not stay', async () => {
  await migrateToLatest(database.url, directory);
  await query('UPDATE knex_migrations_lock SET is_locked = 1');
  await writeFile(join(dir, '0001-first.mjs'), statement('CREATE TABLE thing (n int)'));
  expect(await migrateToLatest(database.url, directory)).toEqual(['0001-first']);
});

test('migrations of a later version stay, one that is missing in between is named', async () => {
  await writeFile(join(dir, '0001-first.mjs'), statement('CREATE TABLE thing (n int)'));
  await writeFile(join(dir, '0003-third.mjs'), statement('ALTER TABLE thing ADD m int'));
  await migrateToLatest(database.url, directory);
  await unlink(join(dir, '0003-third.mjs'));
  expect(await migrateToLatest(database.url, directory)).toEqual([]);
  await writeFile(join(dir, '0004-fourth.mjs'), statement('ALTER TABLE thing ADD o int'));
  await expect(migrateToLatest(database.url, directory)).rejects.toThrow('the migration 0003-third');
  expect(await query('SELECT * FROM thing')).toEqual([]);
});
