import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import { catalog } from '../../../../src/events/index.ts';
import { createEventLog } from '../../../../src/platform/event-log/create-event-log.ts';
import { createPool } from '../../../../src/platform/postgres.ts';
import { projections } from '../../../../src/projections/index.ts';
import { createDatabase } from '../../../support/create-database.ts';
import { buildOnce } from './build-once.ts';
import { digestReadModels } from './digest-read-models.ts';
import { readLog } from './read-log.ts';

/**
 * Looks whether the read models, which are at the head of a log that rests, are what one build from its start
 * makes of it. Returns the number of events. Throws Error saying what differs.
 */
export async function checkReadModels(eventStore: string, database: string): Promise<number> {
  const { events, ids } = await readLog(eventStore);
  const pool = createPool(database, { applicationName: 'check', statementTimeoutMs: 120_000 });
  try {
    await checkCheckpoints(pool, events);
    const audited = await auditedIds(pool);
    same('the audit log against the log', audited, { events, ids });
    await compareWithScratch(eventStore, database, events, pool);
    return events;
  } finally {
    await pool.end();
  }
}

async function checkCheckpoints(pool: Pool, events: number): Promise<void> {
  const { rows: letters } = await pool.query(
    'SELECT projection, stream, revision, reason FROM ops.dead_letters LIMIT 5',
  );
  same('dead letters', letters, []);
  const { rows } = await pool.query<{ projection: string; ordinal: string }>(
    `SELECT projection, ordinal FROM ops.checkpoints WHERE generation = 'live' ORDER BY projection`,
  );
  const expected = projections.map(({ name }) => ({ projection: name, ordinal: String(events) }));
  same(
    'ordinals',
    rows,
    expected.sort((a, b) => (a.projection < b.projection ? -1 : 1)),
  );
}

/** Each event that was projected is a row of the audit log, by its position: twice would be two, or none. */
async function auditedIds(pool: Pool): Promise<{ events: number; ids: string }> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT event_id AS id FROM read.audit_log ORDER BY position',
  );
  const hash = createHash('sha256');
  for (const { id } of rows) hash.update(`${id}\n`);
  return { events: rows.length, ids: hash.digest('hex') };
}

async function compareWithScratch(
  eventStore: string,
  server: string,
  events: number,
  pool: Pool,
): Promise<void> {
  const scratch = await createDatabase(server);
  const log = createEventLog({ url: eventStore, catalog });
  const scratchPool = createPool(scratch.url, { applicationName: 'check', statementTimeoutMs: 120_000 });
  try {
    await buildOnce(log, scratch.url, events);
    const [found, expected] = [await digestReadModels(pool), await digestReadModels(scratchPool)];
    for (const [table, digest] of Object.entries(expected)) {
      if (found[table] === digest) continue;
      const [here, there] = [await rowsOf(pool, table), await rowsOf(scratchPool, table)];
      same(`${table} against a build from scratch`, without(here, there), without(there, here));
      throw new Error(`${table} against a build from scratch: ${found[table]}, expected ${digest}`);
    }
  } finally {
    await scratchPool.end();
    await log.close();
    await scratch.drop();
  }
}

async function rowsOf(pool: Pool, table: string): Promise<Set<string>> {
  const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM read."${table}" t`);
  return new Set(rows.map(({ row }) => row));
}

/** The first few of some rows that others lack. */
function without(rows: Set<string>, others: Set<string>): readonly string[] {
  return [...rows].filter((row) => !others.has(row)).slice(0, 5);
}

function same(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
