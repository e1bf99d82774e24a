import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import { findTask } from '../../../src/platform/projection-operations/tasks.ts';
import { createReadModelStore } from '../../../src/platform/read-model-store.ts';
import { type ReadModelStore, TablesInUseError } from '../../../src/runtime/projections/ownership.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { expectedReadModels, storedReadModels, untilCaughtUp } from '../../support/projection-run.ts';
import { projectionTasks } from '../../support/projection-tasks.ts';
import { recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';
import { type ScriptedLog, scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Somebody holds a lock on the tables of projections that are on their way to the others. */
const projections = [accountBook, eventLogbook];
const events = recordHistory(accountHistory(900));
/** Far less than a statement may take. */
const soonMs = 5_000;

let database: ProjectionDatabase;
let client: pg.Client;
let other: pg.Client;
let tasks: ReturnType<typeof projectionTasks>;

beforeEach(async () => {
  database = await createProjectionDatabase(projections);
  ({ client } = database);
  other = await database.connect();
  tasks = projectionTasks(client);
});
afterEach(() => database.drop());

const run = (log: ScriptedLog) => database.run(log, { batchSize: 40 });
const ordinal = async (name: string, generation = 'live') =>
  (await tasks.standings()).find((each) => each.projection === name && each.generation === generation)
    ?.ordinal;
/** Holds a lock until the transaction ends. */
async function lock(table: string, mode: string): Promise<void> {
  await other.query('BEGIN');
  await other.query(`LOCK TABLE ${table} IN ${mode} MODE`);
}
const isWaitedFor = async (table: string) =>
  (await client.query('SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass', [table]))
    .rowCount;

test('new tables that are locked keep neither the live ones from moving nor a build from being given up', async () => {
  const log = scriptedLog(events.slice(0, 800));
  const { logged } = run(log);
  await untilCaughtUp(client, log, projections);
  const id = await tasks.request('rebuild', ['logbook'], { eventsPerSecond: 200 });
  await waitUntil(async () => (await ordinal('logbook', 'next')) > 0);
  await lock('read_next.log', 'ACCESS EXCLUSIVE');
  await waitUntil(() => isWaitedFor('read_next.log'));
  await client.query('UPDATE ops.projection_tasks SET cancel_requested_at = now() WHERE id = $1', [id]);
  for (let next = 800; next < 900; next += 1) {
    log.append(...events.slice(next, next + 1));
    await waitUntil(async () => (await ordinal('logbook')) > next, { deadlineMs: soonMs });
  }
  expect((await tasks.taskOf(id)).state).toBe('running');
  await other.query('COMMIT');
  expect(await tasks.ended(id)).toMatchObject({ state: 'cancelled' });
  expect(await tasks.tablesIn('read_next')).toEqual([]);
  expect(logged).not.toContain('the projections failed; they start again from the checkpoint');
});

test('live tables behind the others that are locked keep those from nothing', async () => {
  const log = scriptedLog(events.slice(0, 800));
  await client.query(`INSERT INTO ops.paused_projections (projection) VALUES ('logbook')`);
  const { logged } = run(log);
  await untilCaughtUp(client, log, [accountBook]);
  await lock('read.log', 'SHARE');
  await client.query('DELETE FROM ops.paused_projections');
  await waitUntil(() => isWaitedFor('read.log'));
  const id = await tasks.request('rebuild', ['account-book']);
  for (let next = 800; next < 900; next += 1) {
    log.append(...events.slice(next, next + 1));
    await waitUntil(async () => (await ordinal('account-book')) > next, { deadlineMs: soonMs });
  }
  expect(await tasks.ended(id)).toMatchObject({ state: 'done' });
  expect(await ordinal('logbook')).toBe(0);
  expect(logged).toContain('somebody has locked tables; their projections wait');
  await other.query('COMMIT');
  await untilCaughtUp(client, log, projections);
  expect(logged).not.toContain('the projections failed; they start again from the checkpoint');
});

test('whoever keeps a switch waiting is told of, once', async () => {
  const log = scriptedLog(events);
  const { logged, fieldsOf } = run(log);
  await untilCaughtUp(client, log, projections);
  await other.query(`SET application_name = 'report'`);
  await lock('read.log', 'ACCESS SHARE');
  const { rows } = await other.query('SELECT pg_backend_pid() AS pid');
  const id = await tasks.request('rebuild', ['logbook']);
  const told = 'tables are in use: what is to be done with them waits';
  await waitUntil(() => logged.includes(told), { deadlineMs: 10_000 });
  await waitUntil(() => isWaitedFor('read.log'));
  const users = [{ pid: rows[0].pid, application: 'report' }];
  expect((await findTask(client, Number(id)))?.waitsFor).toEqual(users);
  await other.query('COMMIT');
  expect(await tasks.ended(id)).toMatchObject({ state: 'done' });
  expect(fieldsOf(told)).toEqual([expect.objectContaining({ task: id, users })]);
});

test('a build that fails while its tables are locked ends when they are not, and holds nothing up', async () => {
  const log = scriptedLog(events.slice(0, 800));
  const { logged } = run(log);
  await untilCaughtUp(client, log, projections);
  const id = await tasks.request('rebuild', ['logbook'], { eventsPerSecond: 400, failFast: true });
  await waitUntil(async () => (await ordinal('logbook', 'next')) > 0);
  await lock('read_next.log', 'ACCESS SHARE');
  const [first, ...rest] = events.slice(800);
  if (!first) throw new Error('no such event');
  const { data: _data, meta: _meta, ...bad } = first;
  log.append({ ok: false, event: { ...bad, error: 'it cannot be read' } });
  const isTriedAgain = async () => {
    await waitUntil(() => isWaitedFor('read_next.log'), { deadlineMs: 10_000 });
    await waitUntil(async () => (await isWaitedFor('read_next.log')) === 0);
  };
  await isTriedAgain();
  await isTriedAgain();
  for (const [index, event] of rest.entries()) {
    log.append(event);
    await waitUntil(async () => (await ordinal('logbook')) > 801 + index, { deadlineMs: soonMs });
  }
  expect((await tasks.taskOf(id)).state).toBe('running');
  await other.query('COMMIT');
  expect(await tasks.ended(id)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('it cannot be read'),
  });
  expect(await tasks.tablesIn('read_next')).toEqual([]);
  expect(logged).not.toContain('the projections failed; they start again from the checkpoint');
});

test('tables that are locked while nothing else is to move leave one writer of the live ones', async () => {
  const store = createReadModelStore(database.url);
  let [writers, most, commits] = [0, 0, 0];
  const counting: ReadModelStore = {
    async takeOver(all) {
      const owner = await store.takeOver(all);
      return (
        owner && {
          ...owner,
          async open(track, ...of) {
            const writer = await owner.open(track, ...of);
            const isLive = track.generation === 'live';
            if (isLive) writers += 1;
            most = Math.max(most, writers);
            return {
              ...writer,
              async commit(...batch) {
                if (!isLive) commits += 1;
                if (!isLive && [4, 6, 8].includes(commits)) throw new TablesInUseError();
                await writer.commit(...batch);
              },
              async release() {
                await writer.release();
                if (!isLive) return;
                // Long enough for the next stage to begin.
                await other.query('SELECT pg_sleep(1)');
                writers -= 1;
              },
            };
          },
        }
      );
    },
  };
  const log = scriptedLog(events);
  database.run(log, { store: counting, batchSize: 20 });
  await untilCaughtUp(client, log, projections);
  const id = await tasks.request('rebuild', ['logbook', 'account-book']);
  expect(await tasks.ended(id)).toMatchObject({ state: 'done' });
  await untilCaughtUp(client, log, projections);
  expect(most).toBe(1);
  expect(await storedReadModels(client, projections)).toEqual(expectedReadModels(projections, events));
});
