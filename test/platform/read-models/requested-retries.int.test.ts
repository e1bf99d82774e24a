import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createClient } from '../../../src/platform/postgres.ts';
import { requestedRetries } from '../../../src/platform/read-models/requested-retries.ts';
import type { TestDatabase } from '../../support/create-database.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { lettersRead, parkMany } from '../../support/many-dead-letters.ts';

let database: TestDatabase;
let client: pg.Client;
let other: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createClient(database.url, { applicationName: 'test', pipeline: true });
  other = new pg.Client({ connectionString: database.url });
  await Promise.all([client.connect(), other.connect()]);
});
beforeEach(async () => {
  await client.query('TRUNCATE ops.dead_letters');
});
afterAll(async () => {
  await Promise.all([client.end(), other.end()]);
  await database.drop();
});

const ask = (which: string) =>
  client.query(`UPDATE ops.dead_letters SET retry_requested_at = now() WHERE ${which}`);

test.each([
  ['one of many', 'revision = 0 AND stream = $$stream-7$$', 1],
  ['many', 'revision = 0', 500],
  ['many, by each event', 'true', 500],
])('few rows are read for %s, before the database has statistics', async (_, which, found) => {
  await parkMany(client, { projections: ['a'], streams: 2_000, events: 8 });
  await ask(which);
  const read = await lettersRead(
    (sql) => client.query(sql),
    async () => {
      const requests = await requestedRetries(client, ['a']);
      expect(new Set(requests?.map(({ stream }) => stream)).size).toBe(found);
      expect(requests?.[0]).toMatchObject({ first: 0, last: 7, discarded: null });
    },
  );
  expect(read).toBeLessThanOrEqual(6_000);
});

test('what a projection cannot take up now keeps nobody from it', async () => {
  await parkMany(client, { projections: ['paused'], streams: 2_000, events: 3 });
  await ask('true');
  await parkMany(client, { projections: ['a'], streams: 2, events: 1 });
  await ask(`projection = 'a'`);
  expect((await requestedRetries(client, ['a', 'b']))?.length).toBe(2);
});

test('nothing is waited for longer than the connection may be silent', async () => {
  await parkMany(client, { projections: ['a'], streams: 1, events: 2 });
  await ask('revision = 0');
  await other.query('BEGIN');
  await other.query('LOCK TABLE ops.dead_letters');
  expect(await requestedRetries(client, ['a'])).toBeNull();
  await other.query('COMMIT');
  expect(await requestedRetries(client, ['a'])).toEqual([
    { projection: 'a', stream: 'stream-1', first: 0, last: 1, discarded: null },
  ]);
});
