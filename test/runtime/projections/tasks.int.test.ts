import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { ProjectionDefinition } from '../../../src/core/define-projection.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { expectedReadModels, storedReadModels, untilCaughtUp } from '../../support/projection-run.ts';
import { projectionTasks } from '../../support/projection-tasks.ts';
import { recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';
import { type ScriptedLog, scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

const projections: readonly ProjectionDefinition[] = [accountBook, eventLogbook];
const events = recordHistory(accountHistory(900));

let database: ProjectionDatabase;
let client: pg.Client;
let tasks: ReturnType<typeof projectionTasks>;
const request = (...of: Parameters<typeof tasks.request>) => tasks.request(...of);
const taskOf = (id: string) => tasks.taskOf(id);
const ended = (id: string) => tasks.ended(id);
const standings = () => tasks.standings();
const tablesIn = (schema: string) => tasks.tablesIn(schema);

beforeEach(async () => {
  database = await createProjectionDatabase(projections);
  ({ client } = database);
  tasks = projectionTasks(client);
});
afterEach(() => database.drop());

const run = (log: ScriptedLog, of = projections, batchSize = 40) =>
  database.run(log, { projections: of, batchSize });

const head = Number(events.at(-1)?.position.commit);

describe('a rebuild', () => {
  test('replaces live tables that are wrong, while events come, and keeps the old ones', async () => {
    const log = scriptedLog(events.slice(0, 700));
    run(log);
    await untilCaughtUp(client, log, projections);
    await client.query(`UPDATE read.accounts SET balance = balance + 1`);
    await client.query('CREATE INDEX accounts_by_balance ON read.accounts (balance)');
    const wrong = (await storedReadModels(client, [accountBook])).rows;
    const id = await request('rebuild', ['account-book']);
    for (let from = 700; from < events.length; from += 20) log.append(...events.slice(from, from + 20));
    expect(await ended(id)).toMatchObject({ state: 'done', error: null });
    await untilCaughtUp(client, log, projections);
    expect(await storedReadModels(client, projections)).toEqual(expectedReadModels(projections, events));
    expect(await standings()).toEqual([
      { projection: 'account-book', generation: 'live', version: 1, at: head, ordinal: 900 },
      {
        projection: 'account-book',
        generation: 'previous',
        version: 1,
        at: expect.any(Number),
        ordinal: expect.any(Number),
      },
      { projection: 'logbook', generation: 'live', version: 1, at: head, ordinal: 900 },
    ]);
    expect(await tablesIn('read_previous')).toEqual(['accounts', 'ranks', 'teams']);
    expect(await tablesIn('read_next')).toEqual([]);
    const { rows: indexes } = await client.query(
      `SELECT schemaname, indexname FROM pg_indexes WHERE tablename = 'accounts' AND schemaname LIKE 'read%' ORDER BY 1, 2`,
    );
    expect(indexes).toEqual(
      ['read', 'read_previous'].flatMap((schemaname) =>
        ['accounts_by_balance', 'accounts_pkey'].map((indexname) => ({ schemaname, indexname })),
      ),
    );
    const kept = await client.query('SELECT * FROM read_previous.accounts ORDER BY id COLLATE "C"');
    expect(kept.rows.length).toBeGreaterThanOrEqual(wrong.accounts?.length ?? 0);
  });

  test('keeps grants, comments and the answers of whoever reads all the time', async () => {
    const log = scriptedLog(events);
    run(log);
    await untilCaughtUp(client, log, projections);
    await client.query(
      `DO $$ BEGIN CREATE ROLE analyst_of_tests; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    await client.query('GRANT SELECT ON read.accounts TO analyst_of_tests');
    await client.query(`COMMENT ON TABLE read.accounts IS 'It''s what accounts hold.'`);
    const reader = await database.connect();
    let reading = true;
    let answers = 0;
    const read = async () => {
      while (reading) {
        const { rows } = await reader.query({
          name: 'read',
          text: 'SELECT count(*)::int AS n FROM read.accounts JOIN read.teams USING (team)',
        });
        if (rows[0].n === 0) throw new Error('nothing was there');
        answers += 1;
      }
    };
    const done = read();
    expect(await ended(await request('rebuild', ['account-book', 'logbook']))).toMatchObject({
      state: 'done',
    });
    const then = answers;
    await waitUntil(() => answers > then + 10);
    reading = false;
    await done;
    const { rows } = await client.query(
      `SELECT has_table_privilege('analyst_of_tests', 'read.accounts', 'SELECT') AS granted,
        obj_description('read.accounts'::regclass) AS comment`,
    );
    expect(rows).toEqual([{ granted: true, comment: `It's what accounts hold.` }]);
    await client.query('DROP OWNED BY analyst_of_tests');
    await client.query('DROP ROLE analyst_of_tests');
  });

  test('waits for those who use the tables, and does not make others wait for long', async () => {
    const log = scriptedLog(events);
    const { logged } = run(log);
    await untilCaughtUp(client, log, projections);
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM read.accounts');
    const other = await database.connect();
    await other.query(`SET statement_timeout = '2s'`);
    const { rows } = await other.query(
      `INSERT INTO ops.projection_tasks (kind, projections, reason) VALUES ('rebuild', '{account-book}', 'requested') RETURNING id`,
    );
    await waitUntil(async () => {
      const waiting = await other.query(
        `SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'`,
      );
      return waiting.rows.length > 0;
    });
    // Would fail after two seconds, were the switch still in line.
    await other.query('SELECT 1 FROM read.accounts');
    await client.query('COMMIT');
    expect(await ended(rows[0].id)).toMatchObject({ state: 'done' });
    expect(logged).not.toContain('the projections failed; they start again from the checkpoint');
  });

  test('goes on where it was after the process has died', async () => {
    const log = scriptedLog(events);
    const first = run(log, projections, 10);
    await untilCaughtUp(client, log, projections);
    const id = await request('rebuild', ['account-book'], { eventsPerSecond: 400 });
    const next = async () => (await standings()).find(({ generation }) => generation === 'next');
    await waitUntil(async () => ((await next())?.ordinal ?? 0) > 50);
    await first.stop();
    const stoppedAt = await next();
    expect(stoppedAt.ordinal).toBeLessThan(900);
    const second = run(log, projections, 10);
    await waitUntil(async () => ((await next())?.ordinal ?? 0) >= stoppedAt.ordinal);
    expect(await ended(id)).toMatchObject({ state: 'done' });
    expect(second.logged).not.toContain('read models are built anew');
    expect(await storedReadModels(client, projections)).toEqual(expectedReadModels(projections, events));
  });

  test('can be given up, and leaves nothing', async () => {
    const log = scriptedLog(events);
    run(log, projections, 10);
    await untilCaughtUp(client, log, projections);
    const id = await request('rebuild', ['account-book'], { eventsPerSecond: 10 });
    await waitUntil(async () => (await taskOf(id)).state === 'running');
    await client.query('UPDATE ops.projection_tasks SET cancel_requested_at = now() WHERE id = $1', [id]);
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    expect(await tablesIn('read_next')).toEqual([]);
    expect((await standings()).map(({ generation }) => generation)).toEqual(['live', 'live']);
  });

  test('that is to fail fast names the first event that cannot be taken', async () => {
    const log = scriptedLog(events);
    run(log);
    await untilCaughtUp(client, log, projections);
    const task = await ended(await request('rebuild', ['account-book'], { failFast: true }));
    expect(task).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/^account-book cannot take \w+, revision \d+ of account-\w+: /),
    });
    expect(await tablesIn('read_next')).toEqual([]);
    expect(await storedReadModels(client, projections)).toEqual(expectedReadModels(projections, events));
  });

  test('of what is no projection is refused in a sentence', async () => {
    const log = scriptedLog(events.slice(0, 5));
    run(log);
    expect(await ended(await request('rebuild', ['acount-book']))).toMatchObject({
      state: 'failed',
      error: 'acount-book is no projection; there are account-book, logbook',
    });
  });
});

describe('another version', () => {
  const changed = [{ ...accountBook, version: 2 }, eventLogbook];

  test('is built beside the live tables by itself, and the old code finds its tables again', async () => {
    const log = scriptedLog(events.slice(0, 600));
    const old = run(log);
    await untilCaughtUp(client, log, projections);
    await old.stop();
    const fresh = run(log, changed);
    await waitUntil(() => fresh.logged.includes('the read models that were built anew are live'));
    log.append(...events.slice(600, 700));
    await untilCaughtUp(client, log, projections);
    expect(await storedReadModels(client, projections)).toEqual(
      expectedReadModels(projections, events.slice(0, 700)),
    );
    await fresh.stop();
    const again = run(log);
    await waitUntil(() => again.logged.includes('the previous read models are back'));
    log.append(...events.slice(700));
    await untilCaughtUp(client, log, projections);
    expect(await storedReadModels(client, projections)).toEqual(expectedReadModels(projections, events));
    const { rows } = await client.query('SELECT kind, reason, state FROM ops.projection_tasks ORDER BY id');
    expect(rows).toEqual([
      { kind: 'rebuild', reason: 'account-book was of version 1, now 2', state: 'done' },
      { kind: 'rollback', reason: 'account-book was of version 2, now 1', state: 'done' },
    ]);
  });

  test('a projection that is new is built, and then moves with the others', async () => {
    const log = scriptedLog(events.slice(0, 600));
    const old = run(log, [accountBook]);
    await untilCaughtUp(client, log, [accountBook]);
    await old.stop();
    run(log);
    await waitUntil(
      async () => (await standings()).filter(({ generation }) => generation === 'live').length === 2,
    );
    log.append(...events.slice(600));
    await untilCaughtUp(client, log, projections);
    expect(await storedReadModels(client, projections)).toEqual(expectedReadModels(projections, events));
  });
});

describe('a migration', () => {
  test('during a rebuild begins it anew; nothing of the migration is lost', async () => {
    const log = scriptedLog(events);
    run(log, projections, 10);
    await untilCaughtUp(client, log, projections);
    const id = await request('rebuild', ['account-book'], { eventsPerSecond: 600 });
    await waitUntil(async () =>
      (await standings()).some(({ generation, ordinal }) => generation === 'next' && ordinal > 100),
    );
    await client.query('ALTER TABLE read.accounts ADD COLUMN note text');
    expect(await ended(id)).toMatchObject({ state: 'done' });
    const { rows } = await client.query('SELECT count(*)::int AS n FROM read.accounts WHERE note IS NULL');
    expect(rows[0].n).toBe(expectedReadModels(projections, events).rows.accounts?.length);
  });

  test('after a rebuild leaves nothing to go back to', async () => {
    const log = scriptedLog(events);
    const first = run(log);
    await untilCaughtUp(client, log, projections);
    expect(await ended(await request('rebuild', ['account-book', 'logbook']))).toMatchObject({
      state: 'done',
    });
    await first.stop();
    await client.query('ALTER TABLE read.accounts ADD COLUMN note text');
    run(log);
    await waitUntil(async () => (await tablesIn('read_previous')).length === 1);
    expect(await tablesIn('read_previous')).toEqual(['log']);
    expect(await ended(await request('rollback', ['account-book']))).toMatchObject({ state: 'failed' });
    expect(await ended(await request('rollback', ['logbook']))).toMatchObject({ state: 'done' });
  });
});

describe('a verification', () => {
  test('finds nothing where the live tables follow from the log', async () => {
    const log = scriptedLog(events);
    run(log);
    await untilCaughtUp(client, log, projections);
    const { state, differences } = await ended(await request('verify', ['account-book', 'logbook']));
    expect(state).toBe('done');
    const { rows } = await storedReadModels(client, projections);
    for (const { table, liveRows, rebuiltRows, missing, unexpected, different, examples } of differences) {
      if (table !== 'dead_letters') expect([table, liveRows]).toEqual([table, rows[table]?.length]);
      expect({ rebuiltRows, missing, unexpected, different, examples }).toEqual({
        rebuiltRows: liveRows,
        missing: 0,
        unexpected: 0,
        different: 0,
        examples: [],
      });
    }
    expect(differences.map(({ table }: { table: string }) => table)).toEqual([
      'accounts',
      'teams',
      'ranks',
      'log',
      'dead_letters',
    ]);
    expect(await tablesIn('read_next')).toEqual([]);
  });

  test('names what differs, without its values, and changes nothing', async () => {
    const log = scriptedLog(events);
    run(log);
    await untilCaughtUp(client, log, projections);
    const [changed, gone] = (await client.query('SELECT id FROM read.accounts ORDER BY id LIMIT 2')).rows;
    await client.query('UPDATE read.accounts SET balance = balance + 1 WHERE id = $1', [changed.id]);
    await client.query('DELETE FROM read.accounts WHERE id = $1', [gone.id]);
    await client.query(`INSERT INTO read.accounts VALUES ('stranger', NULL, 5)`);
    const before = await storedReadModels(client, projections);
    const { differences } = await ended(await request('verify', ['account-book']));
    const [accounts] = differences;
    expect(accounts).toMatchObject({ table: 'accounts', missing: 1, unexpected: 1, different: 1 });
    expect(accounts.liveRows).toBe(accounts.rebuiltRows);
    expect(accounts.examples).toHaveLength(3);
    expect(accounts.examples).toEqual(
      expect.arrayContaining([
        { key: { id: changed.id }, kind: 'different', columns: ['balance'] },
        { key: { id: gone.id }, kind: 'missing' },
        { key: { id: 'stranger' }, kind: 'unexpected' },
      ]),
    );
    expect(await storedReadModels(client, projections)).toEqual(before);
  });
});

describe('previous tables', () => {
  test('come back with a rollback, catch up, and go with a drop', async () => {
    const log = scriptedLog(events.slice(0, 500));
    run(log);
    await untilCaughtUp(client, log, projections);
    await client.query(`INSERT INTO read.accounts VALUES ('kept', NULL, 5)`);
    expect(await ended(await request('rebuild', ['account-book']))).toMatchObject({ state: 'done' });
    log.append(...events.slice(500));
    await untilCaughtUp(client, log, projections);
    expect(await ended(await request('rollback', ['account-book']))).toMatchObject({ state: 'done' });
    await untilCaughtUp(client, log, projections);
    const right = expectedReadModels(projections, events);
    const { rows } = await storedReadModels(client, projections);
    expect(rows.accounts).toContainEqual({ id: 'kept', team: null, balance: 5 });
    expect(rows.accounts?.filter(({ id }) => id !== 'kept')).toEqual(right.rows.accounts);
    expect(await ended(await request('rollback', ['account-book']))).toMatchObject({ state: 'done' });
    await untilCaughtUp(client, log, projections);
    expect(await storedReadModels(client, projections)).toEqual(right);
    expect(await ended(await request('drop', ['account-book']))).toMatchObject({ state: 'done' });
    expect(await tablesIn('read_previous')).toEqual([]);
    expect(await ended(await request('rollback', ['account-book']))).toMatchObject({
      state: 'failed',
      error: 'account-book has no previous tables to go back to',
    });
  });
});

test('a paused projection stays where it is, the others move on, and it joins them when it is resumed', async () => {
  const log = scriptedLog(events.slice(0, 300));
  run(log);
  await untilCaughtUp(client, log, projections);
  await client.query(`INSERT INTO ops.paused_projections (projection) VALUES ('account-book')`);
  // The owner looks each second: what it does by then is done.
  await waitUntil(
    async () => {
      const { rows } = await client.query(
        `SELECT max(ordinal) - min(ordinal) AS apart FROM ops.checkpoints WHERE generation = 'live'`,
      );
      const next = (await standings())[1].ordinal;
      log.append(...events.slice(next, next + 1));
      return Number(rows[0].apart) > 3;
    },
    { everyMs: 50 },
  );
  const [book] = await standings();
  await untilCaughtUp(client, log, [eventLogbook]);
  expect((await standings())[0]).toEqual(book);
  expect((await storedReadModels(client, [accountBook])).rows).toEqual(
    expectedReadModels([accountBook], events.slice(0, book.ordinal)).rows,
  );
  await client.query('DELETE FROM ops.paused_projections');
  const taken = (await standings())[1].ordinal;
  log.append(...events.slice(taken));
  await untilCaughtUp(client, log, projections);
  expect(await storedReadModels(client, projections)).toEqual(expectedReadModels(projections, events));
});
