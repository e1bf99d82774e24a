import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import type { EventLog } from '../../../src/core/ports.ts';
import { catalog } from '../../../src/events/index.ts';
import { createEventLog } from '../../../src/platform/event-log/create-event-log.ts';
import { migrateToLatest } from '../../../src/platform/migrate.ts';
import { createPool } from '../../../src/platform/postgres.ts';
import { type EventStoreProcess, startEventStoreProcess } from '../../support/event-store-process.ts';
import { type PostgresProcess, startPostgresProcess } from '../../support/postgres-process.ts';
import { type ProjectorProcess, startProjectorProcess } from '../../support/projector-process.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { checkReadModels } from './faults/check-read-models.ts';
import { endlessHistory } from './faults/endless-history.ts';
import { recovery } from './faults/recovery.ts';

/** Where the build for these tests is; see build-product.mjs. */
const main = join(import.meta.dirname, '../../../dist/e2e/src/main.js');
/** Five seconds, and what a loaded machine may add. */
const takeOverWithinMs = 5_000 + 2_000;

const stops: (() => Promise<unknown>)[] = [];
let postgres: PostgresProcess;
let eventStore: EventStoreProcess;
let log: EventLog;
let pool: pg.Pool;
let owner: ProjectorProcess;
let standby: ProjectorProcess;

let history: ReturnType<typeof endlessHistory>;
async function append(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) {
    const next = history.next();
    if (next.done) return;
    await log.append(next.value.stream, next.value.expected, next.value.events);
  }
}

async function start(): Promise<ProjectorProcess> {
  const started = await startProjectorProcess({ main, database: postgres.url, eventStore: eventStore.url });
  stops.push(started.stop);
  return started;
}

const epoch = async () =>
  (await pool.query<{ epoch: string }>('SELECT max(epoch) AS epoch FROM ops.checkpoints')).rows[0]?.epoch;

beforeEach(async () => {
  [postgres, eventStore] = await Promise.all([startPostgresProcess(), startEventStoreProcess()]);
  stops.push(postgres.stop, eventStore.stop);
  await migrateToLatest(postgres.url);
  log = createEventLog({ url: eventStore.url, catalog });
  stops.push(log.close);
  pool = createPool(postgres.url, { applicationName: 'test' });
  stops.push(() => pool.end());
  history = endlessHistory(1, 1);
  owner = await start();
  await waitUntil(() => owner.runs());
  standby = await start();
  await append(100);
  await recovery(eventStore.url, pool);
  expect([owner.runs(), standby.runs()]).toEqual([true, false]);
});
afterEach(async () => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
});

/** The standby runs the projections and they are at the head of the log, in time; then the old owner wakes. */
async function takesOver(): Promise<void> {
  const silentSince = performance.now();
  await append(20);
  expect((await recovery(eventStore.url, pool, { withinMs: 15_000 })) - silentSince).toBeLessThan(
    takeOverWithinMs,
  );
  expect(standby.runs()).toBe(true);
  const raised = await epoch();
  owner.signal('SIGCONT');
  await append(20);
  await waitUntil(() => !owner.runs(), { deadlineMs: 20_000 });
  await append(20);
  await recovery(eventStore.url, pool);
  expect(await epoch()).toBe(raised);
  expect(await checkReadModels(eventStore.url, postgres.url)).toBeGreaterThanOrEqual(160);
}

test('a standby takes over from an owner that is killed', async () => {
  const killedAt = performance.now();
  owner.signal('SIGKILL');
  await append(20);
  expect((await recovery(eventStore.url, pool)) - killedAt).toBeLessThan(takeOverWithinMs);
  expect(standby.runs()).toBe(true);
});

test('a standby takes over from an owner that has fallen silent, and what that writes when it wakes is refused', async () => {
  owner.signal('SIGSTOP');
  await takesOver();
});

test('a standby takes over from an owner that has fallen silent in the middle of a transaction', async () => {
  const other = new pg.Client(postgres.url);
  await other.connect();
  try {
    await other.query('BEGIN; LOCK TABLE read.audit_log');
    await append(1);
    await waitUntil(async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE application_name = 'projector' AND wait_event_type = 'Lock'`;
      return (await pool.query(waiting)).rowCount === 1;
    });
    owner.signal('SIGSTOP');
  } finally {
    await other.end();
  }
  // The server has carried out all that it was sent; only COMMIT is missing.
  await waitUntil(async () => {
    const open = `SELECT FROM pg_stat_activity WHERE application_name = 'projector' AND state = 'idle in transaction'`;
    return (await pool.query(open)).rowCount === 1;
  });
  await takesOver();
});
