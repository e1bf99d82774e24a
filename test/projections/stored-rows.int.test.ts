import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { createPool } from '../../src/platform/postgres.ts';
import { createReadDatabase } from '../../src/platform/read-database.ts';
import { createReadModelStore } from '../../src/platform/read-model-store.ts';
import { systemClock } from '../../src/platform/system-clock.ts';
import { projections } from '../../src/projections/index.ts';
import { runProjections } from '../../src/runtime/projections/run-projections.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { oneHistory } from '../support/histories.ts';
import { inMemoryProjector } from '../support/project-in-memory.ts';
import { scriptedLog } from '../support/scripted-log.ts';
import { waitUntil } from '../support/wait-until.ts';

const tables = projections.flatMap(({ tables: named }) => Object.values(named));

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

const keyOf = (row: Record<string, unknown>, key: readonly string[]) => key.map((name) => row[name]).join();

/** The rows in the order of their keys. */
function sorted(rows: readonly Record<string, unknown>[], key: readonly string[]) {
  return [...rows].sort((a, b) => (keyOf(a, key) < keyOf(b, key) ? -1 : 1));
}

/** Runs the projections over PostgreSQL until they are at the end of the log. */
async function project(log: ReturnType<typeof scriptedLog>, batchSize: number): Promise<void> {
  const ending = new AbortController();
  const store = createReadModelStore(database.url);
  const done = runProjections({
    projections,
    log,
    store,
    clock: systemClock,
    signal: ending.signal,
    batchSize,
  });
  const end = String((await log.head()).commit);
  await waitUntil(async () => {
    const { rows } = await pool.query('SELECT commit_position FROM ops.checkpoints');
    return rows.length > 0 && rows.every((row) => row.commit_position === end);
  });
  ending.abort();
  await done;
}

test('PostgreSQL holds what the projections make of a history, also after a new start half-way', async () => {
  const history = oneHistory(1_200, 5);
  const half = Math.floor(history.length / 2);
  const log = scriptedLog(history.slice(0, half));
  await project(log, 7);
  log.append(...history.slice(half));
  await project(log, 300);

  const engine = inMemoryProjector(projections);
  for (const event of history) engine.project([event]);
  const read = createReadDatabase(pool);
  for (const table of tables) {
    const { name, key } = table;
    const rows = await read.run(read.builder.from(`read.${name}`).select('*'));
    expect(rows.length).toBeGreaterThan(0);
    expect(sorted(rows, key)).toEqual(sorted(engine.rows(table), key));
  }
});
