import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createClient } from '../../../src/platform/postgres.ts';
import { readSituation } from '../../../src/platform/read-models/read-situation.ts';
import type { TestDatabase } from '../../support/create-database.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { waitUntil } from '../../support/wait-until.ts';

let database: TestDatabase;
let wire: TcpProxy;
let direct: pg.Client;
let wired: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  direct = new pg.Client({ connectionString: database.url });
  const url = new URL(database.url);
  wire = await startTcpProxy(Number(url.port));
  url.port = String(wire.port);
  wired = createClient(url.href, { applicationName: 'reader', pipeline: true });
  await Promise.all([direct.connect(), wired.connect()]);
});
afterAll(async () => {
  await Promise.all([direct.end(), wired.end()]);
  await wire.close();
  await database.drop();
});

test('all that is asked for is under way before the first answer has come', async () => {
  wire.stall('answers');
  const reading = readSituation(wired);
  await waitUntil(
    async () =>
      (
        await direct.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'reader'
            AND query LIKE '%pg_stat_database%'`,
        )
      ).rowCount,
  );
  wire.flow();
  expect(await reading).toEqual({
    standings: [],
    paused: [],
    rolledBack: [],
    task: null,
    transactions: expect.any(Number),
  });
});
