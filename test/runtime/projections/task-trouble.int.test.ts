import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { ProjectionDefinition } from '../../../src/core/define-projection.ts';
import { createFreshness } from '../../../src/platform/freshness.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { type ProjectionRun, untilCaughtUp } from '../../support/projection-run.ts';
import { projectionTasks } from '../../support/projection-tasks.ts';
import { recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';
import { type ScriptedLog, scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

const projections: readonly ProjectionDefinition[] = [accountBook, eventLogbook];
const events = recordHistory(accountHistory(900));

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

const run = (log: ScriptedLog, of = projections) => database.run(log, { projections: of, batchSize: 40 });
const failures = ({ logged }: ProjectionRun) =>
  logged.filter((message) => message.includes('start again from the checkpoint')).length;
const ordinal = async (name: string, generation = 'live') =>
  (await tasks.standings()).find((each) => each.projection === name && each.generation === generation)
    ?.ordinal;

/** Pauses the logbook while the account book goes on to the end of the log. */
async function leaveBehind(log: ScriptedLog): Promise<void> {
  await untilCaughtUp(client, log, projections);
  await client.query(`INSERT INTO ops.paused_projections (projection) VALUES ('logbook')`);
  let next = Number(await ordinal('account-book'));
  await waitUntil(async () => {
    log.append(...events.slice(next, next + 1));
    next += 1;
    return Number(await ordinal('account-book')) > Number(await ordinal('logbook')) + 3;
  });
  log.append(...events.slice(next));
  await untilCaughtUp(client, log, [accountBook]);
}

test('a log that has lost events since is built from what is left, and everything goes on', async () => {
  const whole = scriptedLog(events);
  const first = run(whole);
  await untilCaughtUp(client, whole, projections);
  await first.stop();
  const left = scriptedLog(events.slice(0, 890).filter(({ stream }) => stream !== 'account-a3'));
  const second = run(left);
  expect(await tasks.ended(await tasks.request('rebuild', ['logbook']))).toMatchObject({ state: 'done' });
  left.append(...events.slice(890));
  await untilCaughtUp(client, left, projections);
  expect(failures(second)).toBe(0);
});

test('a view over a live table refuses the rebuild, in a sentence that names both', async () => {
  const log = scriptedLog(events);
  const started = run(log);
  await untilCaughtUp(client, log, projections);
  await client.query('CREATE VIEW report AS SELECT count(*) FROM read.log');
  expect(await tasks.ended(await tasks.request('rebuild', ['logbook']))).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('the view public.report depends on read.log'),
  });
  expect(await tasks.ended(await tasks.request('verify', ['logbook']))).toMatchObject({ state: 'done' });
  expect(failures(started)).toBe(0);
});

test('a view over a previous table keeps nobody from going on after a migration', async () => {
  const log = scriptedLog(events.slice(0, 800));
  const first = run(log);
  await untilCaughtUp(client, log, projections);
  expect(await tasks.ended(await tasks.request('rebuild', ['logbook']))).toMatchObject({ state: 'done' });
  await first.stop();
  await client.query('CREATE VIEW report AS SELECT count(*) FROM read_previous.log');
  await client.query('ALTER TABLE read.log ADD COLUMN note text');
  const second = run(log);
  log.append(...events.slice(800));
  await untilCaughtUp(client, log, projections);
  expect(failures(second)).toBe(0);
});

test('a build that can never succeed fails, and nothing else does', async () => {
  const log = scriptedLog(events);
  const started = run(log);
  await untilCaughtUp(client, log, projections);
  await client.query(`CREATE FUNCTION picky(t text) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS
    $$ BEGIN IF t IS NOT NULL THEN RAISE 'too large' USING ERRCODE = '54000'; END IF; RETURN 1; END $$`);
  await client.query('ALTER TABLE read.log ADD COLUMN note text');
  await client.query('CREATE INDEX ON read.log (type, picky(note))');
  await client.query(`ALTER TABLE read.log ALTER COLUMN note SET DEFAULT 'x'`);
  expect(await tasks.ended(await tasks.request('rebuild', ['logbook']))).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('too large'),
  });
  expect(failures(started)).toBe(0);
});

test('what is still catching up is compared when it has caught up', async () => {
  const log = scriptedLog(events.slice(0, 300));
  run(log);
  await leaveBehind(log);
  // The live table is slow: the new one is filled faster.
  await client.query(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.005); RETURN NEW; END $$`);
  await client.query('CREATE TRIGGER slow BEFORE INSERT ON read.log FOR EACH ROW EXECUTE FUNCTION slow()');
  const id = await tasks.request('verify', ['logbook']);
  await client.query('DELETE FROM ops.paused_projections');
  await waitUntil(async () => Number(await ordinal('logbook', 'next')) > Number(await ordinal('logbook')));
  const { differences } = await tasks.ended(id);
  expect(differences[0]).toMatchObject({ liveRows: 900, rebuiltRows: 900, missing: 0, different: 0 });
});

test('what a node that lags does not have yet is not left out', async () => {
  const log = scriptedLog(events.slice(0, 300));
  const follower = scriptedLog(events.slice(0, 400));
  let lagging = false;
  const cluster: ScriptedLog = {
    ...log,
    subscribe: (options) => (lagging ? follower : log).subscribe(options),
  };
  run(cluster);
  await leaveBehind(log);
  lagging = true;
  await client.query('DELETE FROM ops.paused_projections');
  await waitUntil(async () => (await ordinal('logbook')) === 400);
  follower.append(...events.slice(400));
  await untilCaughtUp(client, log, projections);
  expect((await client.query('SELECT 1 FROM read.log')).rowCount).toBe(900);
});

test('a version that somebody has taken back does not come again by itself', async () => {
  const log = scriptedLog(events.slice(0, 800));
  const old = run(log);
  await untilCaughtUp(client, log, projections);
  await old.stop();
  const changed = run(log, [{ ...accountBook, version: 2 }, eventLogbook]);
  await waitUntil(() => changed.logged.includes('the read models that were built anew are live'));
  expect(await tasks.ended(await tasks.request('rollback', ['account-book']))).toMatchObject({
    state: 'done',
  });
  log.append(...events.slice(800));
  await untilCaughtUp(client, log, projections);
  const { rows } = await client.query('SELECT kind FROM ops.projection_tasks ORDER BY id');
  expect(rows).toEqual([{ kind: 'rebuild' }, { kind: 'rollback' }]);
});

test('a task that was refused does not keep a new projection from being built', async () => {
  const log = scriptedLog(events);
  const old = run(log, [accountBook]);
  await untilCaughtUp(client, log, [accountBook]);
  await old.stop();
  const id = await tasks.request('verify', ['logbook']);
  run(log);
  expect(await tasks.ended(id)).toMatchObject({ state: 'failed' });
  await untilCaughtUp(client, log, projections);
});

test('nobody who was told that all is there finds older rows during a rollback', async () => {
  const log = scriptedLog(events.slice(0, 100));
  run(log);
  await untilCaughtUp(client, log, projections);
  expect(await tasks.ended(await tasks.request('rebuild', ['logbook']))).toMatchObject({ state: 'done' });
  log.append(...events.slice(100));
  await untilCaughtUp(client, log, projections);
  const freshness = await createFreshness({
    url: database.url,
    projections: projections.map(({ name }) => name),
  });
  const end = await log.head();
  let reading = true;
  const found = new Set<number>();
  const read = async () => {
    while (reading) {
      if (!(await freshness.waitFor(end, 5_000, ['logbook']))) continue;
      found.add((await other.query('SELECT count(*)::int AS n FROM read.log')).rows[0].n);
    }
  };
  const done = read();
  expect(await tasks.ended(await tasks.request('rollback', ['logbook']))).toMatchObject({ state: 'done' });
  await untilCaughtUp(client, log, projections);
  reading = false;
  await done;
  await freshness.close();
  expect([...found]).toEqual([900]);
});

test('a task that was taken off the list while it was being begun changes nothing', async () => {
  const log = scriptedLog(events);
  const started = run(log);
  await untilCaughtUp(client, log, projections);
  expect(await tasks.ended(await tasks.request('rebuild', ['logbook']))).toMatchObject({ state: 'done' });
  await other.query('BEGIN');
  await other.query('LOCK TABLE read.log IN ACCESS SHARE MODE');
  const id = await tasks.request('rollback', ['logbook']);
  await waitUntil(
    async () =>
      (await client.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'`))
        .rowCount,
    { everyMs: 2 },
  );
  const { rowCount } = await client.query(
    `UPDATE ops.projection_tasks SET state = 'cancelled', finished_at = now()
      WHERE id = $1 AND state = 'waiting'`,
    [id],
  );
  expect(rowCount).toBe(1);
  await other.query('COMMIT');
  await waitUntil(() => started.logged.length > 0 && tasks.taskOf(id));
  expect(await tasks.taskOf(id)).toMatchObject({ state: 'cancelled' });
  expect(failures(started)).toBe(0);
});

test('a switch that takes longer than a silence leaves the owner its lock', async () => {
  const log = scriptedLog(events);
  const both = [run(log)];
  await untilCaughtUp(client, log, projections);
  both.push(run(log));
  expect(await tasks.ended(await tasks.request('rebuild', ['logbook']))).toMatchObject({ state: 'done' });
  await client.query(`CREATE FUNCTION slow_drop() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(5); END $$`);
  await client.query('CREATE EVENT TRIGGER slow_drop ON sql_drop EXECUTE FUNCTION slow_drop()');
  expect(await tasks.ended(await tasks.request('drop', ['logbook']))).toMatchObject({ state: 'done' });
  await client.query('DROP EVENT TRIGGER slow_drop');
  const owned = both.flatMap(({ logged }) =>
    logged.filter((each) => each === 'this process runs the projections'),
  );
  expect(owned).toHaveLength(1);
});

test('a build that is given up while its indexes are made stops making them', async () => {
  const log = scriptedLog(events);
  run(log);
  await untilCaughtUp(client, log, projections);
  await client.query(`CREATE FUNCTION slow(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS
    $$ BEGIN IF current_query() LIKE '%read_next%' THEN PERFORM pg_sleep(0.5); END IF; RETURN t; END $$`);
  await client.query('CREATE INDEX ON read.log (type, slow(event_id))');
  const id = await tasks.request('rebuild', ['logbook']);
  const making = async () =>
    (
      await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'CREATE INDEX%read_next%'`,
      )
    ).rowCount;
  await waitUntil(making);
  await client.query('UPDATE ops.projection_tasks SET cancel_requested_at = now() WHERE id = $1', [id]);
  // Making it to the end would take minutes.
  expect(await tasks.ended(id)).toMatchObject({ state: 'cancelled' });
  expect(await making()).toBe(0);
});
