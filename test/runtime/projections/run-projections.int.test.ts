import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { ProjectionDefinition } from '../../../src/core/define-projection.ts';
import { createReadModelStore } from '../../../src/platform/read-model-store.ts';
import type { ReadModelStore } from '../../../src/runtime/projections/ownership.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { expectedReadModels, storedReadModels, untilCaughtUp } from '../../support/projection-run.ts';
import { recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';
import { type ScriptedLog, scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

const projections: readonly ProjectionDefinition[] = [accountBook, eventLogbook];
const tables = projections.flatMap(({ tables: named }) => Object.values(named));

let database: ProjectionDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createProjectionDatabase(projections);
  ({ client } = database);
  await client.query(`ALTER TABLE read.accounts ADD CHECK (team <> 'forbidden')`);
});
beforeEach(async () => {
  const names = tables.map(({ name }) => `read.${name}`);
  await client.query(`TRUNCATE ${names}, ops.checkpoints, ops.dead_letters`);
});
afterEach(() => database.stopRuns());
afterAll(() => database.drop());

const run: ProjectionDatabase['run'] = (...of) => database.run(...of);
const stored = () => storedReadModels(client, projections);
const expected = (events: ReturnType<typeof recordHistory>) => expectedReadModels(projections, events);
const caughtUp = (log: ScriptedLog) => untilCaughtUp(client, log, projections);

test('leads to the rows and dead letters that the fold says, and goes on with what comes', async () => {
  const events = recordHistory(accountHistory(700));
  const log = scriptedLog(events.slice(0, 600));
  const { projected } = run(log, { batchSize: 50 });
  await caughtUp(log);
  expect(await stored()).toEqual(expected(events.slice(0, 600)));
  expect((await stored()).deadLetters.length).toBeGreaterThan(10);
  for (const event of events.slice(600)) log.append(event);
  await caughtUp(log);
  expect(await stored()).toEqual(expected(events));
  expect(projected()).toBe(events.length);
});

test('counts every event once, however often its connections are killed', async () => {
  const events = recordHistory(accountHistory(4_000));
  const log = scriptedLog(events.slice(0, 200));
  const { logged, projected } = run(log, { batchSize: 7, lingerMs: 0 });
  await waitUntil(() => projected() > 0);
  let appended = 200;
  let kills = 0;
  await waitUntil(
    async () => {
      log.append(...events.slice(appended, appended + 10));
      appended += 10;
      const { rows } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'projector' AND datname = current_database()
            AND random() < CASE state WHEN 'idle' THEN 0.03 ELSE 0.15 END`,
      );
      kills += rows.length;
      return kills >= 12;
    },
    { deadlineMs: 40_000, everyMs: 7 },
  );
  await caughtUp(log);
  expect(await stored()).toEqual(expected(events.slice(0, appended)));
  expect(logged).toContain('the projections failed; they start again from the checkpoint');
});

test('counts every event once, where the process never learns that a commit took place', async () => {
  const events = recordHistory(accountHistory(300));
  const log = scriptedLog(events);
  const store = createReadModelStore(database.url);
  let commits = 0;
  const forgetful: ReadModelStore = {
    async takeOver(all) {
      const owner = await store.takeOver(all);
      return (
        owner && {
          ...owner,
          async open(...of) {
            const writer = await owner.open(...of);
            return {
              ...writer,
              async commit(batch) {
                await writer.commit(batch);
                commits += 1;
                if (commits % 10 === 3) throw new Error('the answer was lost');
              },
            };
          },
        }
      );
    },
  };
  run(log, { store: forgetful, batchSize: 13 });
  await caughtUp(log);
  expect(await stored()).toEqual(expected(events));
  expect(commits).toBeGreaterThan(23);
});

test('a second process stands by, and takes over within seconds when the first one stops', async () => {
  const events = recordHistory(accountHistory(200));
  const log = scriptedLog(events.slice(0, 100));
  const first = run(log);
  await caughtUp(log);
  const second = run(log);
  await waitUntil(() => second.logged.includes('another process runs the projections; standing by'));
  await first.stop();
  log.append(...events.slice(100));
  await caughtUp(log);
  expect(await stored()).toEqual(expected(events));
  expect([first.projected(), second.projected()]).toEqual([100, 100]);
});

test('two processes that take ownership from each other count every event once', async () => {
  const events = recordHistory(accountHistory(600));
  const log = scriptedLog(events);
  const both = [run(log, { batchSize: 5 }), run(log, { batchSize: 9 })];
  const ran = () => both.filter(({ logged }) => logged.includes('this process runs the projections'));
  let kills = 0;
  await waitUntil(
    async () => {
      const { rows } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
          WHERE locktype = 'advisory' AND application_name = 'projector' AND datname = current_database()`,
      );
      kills += rows.length;
      return kills >= 8 && ran().length === 2;
    },
    { deadlineMs: 40_000, everyMs: 40 },
  );
  await caughtUp(log);
  expect(await stored()).toEqual(expected(events));
});

describe('a row that only the database refuses', () => {
  const broken = recordHistory([
    ...accountHistory(40),
    { stream: 'account-x', type: 'AccountOpened', data: { id: 'x', team: 'forbidden' } },
    { stream: 'account-x', type: 'AmountAdded', data: { id: 'x', amount: 3 } },
    { stream: 'account-y', type: 'AccountOpened', data: { id: 'y', team: 'red' } },
  ]);

  test('parks the stream of its event for its projection, and nothing else', async () => {
    const log = scriptedLog(broken);
    run(log);
    await caughtUp(log);
    const { rows, deadLetters } = await stored();
    expect(rows.accounts).toContainEqual({ id: 'y', team: 'red', balance: 0 });
    expect(rows.accounts).not.toContainEqual(expect.objectContaining({ id: 'x' }));
    expect(rows.log).toHaveLength(43);
    expect(deadLetters).toEqual([
      {
        projection: 'account-book',
        stream: 'account-x',
        revision: 0,
        reason: 'rows of accounts are refused: SQLSTATE 23514 accounts_team_check',
      },
      {
        projection: 'account-book',
        stream: 'account-x',
        revision: 1,
        reason: 'behind a parked event of the same stream',
      },
    ]);
  });

  test('stops nothing else, however many there are', async () => {
    const history = Array.from({ length: 400 }, (_, n) => ({
      stream: `account-${n}`,
      type: 'AccountOpened',
      data: { id: `${n}`, team: n % 40 === 39 ? 'forbidden' : 'red' },
    }));
    const log = scriptedLog(recordHistory(history));
    const { logged } = run(log, { batchSize: 10 });
    await caughtUp(log);
    const { rows, deadLetters } = await stored();
    expect([rows.accounts?.length, rows.log?.length, deadLetters.length]).toEqual([390, 400, 10]);
    expect(logged.filter((message) => message.includes('start again'))).toEqual([]);
  });

  test.each([1, 50])(
    'is not written over where its handler was wrong about its group, %i at a time',
    async (batchSize) => {
      const history = recordHistory([
        { stream: 'account-x', type: 'AccountOpened', data: { id: 'x', team: 'red' } },
        { stream: 'account-x', type: 'AmountAdded', data: { id: 'x', amount: 3 } },
        ...accountHistory(40),
        { stream: 'account-y', type: 'AccountAdopted', data: { id: 'x', team: 'blue' } },
        { stream: 'account-z', type: 'AccountAdopted', data: { id: 'z', team: 'blue' } },
      ]);
      const log = scriptedLog(history.slice(0, -2));
      run(log);
      await caughtUp(log);
      await database.stopRuns();
      log.append(...history.slice(-2));
      run(log, { batchSize });
      await caughtUp(log);
      const { rows, deadLetters } = await stored();
      expect(rows.accounts).toContainEqual({ id: 'x', team: 'red', balance: 3 });
      expect(rows.accounts).toContainEqual({ id: 'z', team: 'blue', balance: 0 });
      expect(deadLetters).toEqual([
        {
          projection: 'account-book',
          stream: 'account-y',
          revision: 0,
          reason: 'rows of accounts are refused: SQLSTATE 23505 accounts_pkey',
        },
      ]);
    },
  );

  test('is taken up again, with what stands behind it, when somebody asks for it', async () => {
    const log = scriptedLog(broken);
    const { logged } = run(log);
    await caughtUp(log);
    const ask = () => client.query('UPDATE ops.dead_letters SET retry_requested_at = now()');
    await ask();
    await waitUntil(() => logged.includes('a parked stream is still poison'));
    expect((await stored()).deadLetters).toHaveLength(2);

    const [opened] = broken.filter(({ stream }) => stream === 'account-x');
    if (!opened) throw new Error('no such event');
    log.replace({ ...opened, data: { id: 'x', team: 'red' } });
    await ask();
    await waitUntil(() => logged.includes('a parked stream has been taken up again'));
    const [next] = recordHistory([
      { stream: 'account-x', type: 'AmountAdded', data: { id: 'x', amount: 4 } },
    ]);
    if (!next) throw new Error('no such event');
    const position = { commit: 999_999n, prepare: 999_999n };
    log.append({ ...next, id: '01900000-0000-7000-8000-000000abcdef', revision: 2, position });
    await caughtUp(log);
    const { rows, deadLetters } = await stored();
    expect(deadLetters).toEqual([]);
    expect(rows.accounts).toContainEqual({ id: 'x', team: 'red', balance: 7 });
  });
});

describe('an event that somebody discards', () => {
  const amount = (id: string, value: number) => ({
    stream: `account-${id}`,
    type: 'AmountAdded',
    data: { id, amount: value },
  });
  const opened = { stream: 'account-d', type: 'AccountOpened', data: { id: 'd', team: 'red' } };
  const discard = (revision: number) =>
    client.query(
      `UPDATE ops.dead_letters SET retry_requested_at = now(),
        discarded_at = CASE WHEN revision = $1 THEN now() END WHERE stream = 'account-d'`,
      [revision],
    );
  const balance = async () => (await stored()).rows.accounts?.find(({ id }) => id === 'd')?.balance;

  test('is left out, and what stands behind it is taken up again', async () => {
    const log = scriptedLog(recordHistory([opened, amount('d', 5_000), amount('d', 3), amount('d', 4)]));
    const { logged } = run(log);
    await caughtUp(log);
    expect((await stored()).deadLetters.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    await discard(1);
    await waitUntil(() => logged.includes('a parked stream has been taken up again'));
    expect([await balance(), (await stored()).deadLetters]).toEqual([7, []]);
  });

  test('gives way to the next one that is poison, in order', async () => {
    const log = scriptedLog(
      recordHistory([opened, amount('d', 5_000), amount('d', 3), amount('d', 6_000), amount('d', 4)]),
    );
    const { logged } = run(log);
    await caughtUp(log);
    await discard(1);
    await waitUntil(() => logged.includes('a parked stream is still poison'));
    expect([await balance(), (await stored()).deadLetters]).toEqual([
      3,
      [
        expect.objectContaining({ revision: 3, reason: 'Error: too much for the handler' }),
        expect.objectContaining({ revision: 4, reason: 'behind a parked event of the same stream' }),
      ],
    ]);
  });

  test('frees its stream, also where it was the only one', async () => {
    const history = recordHistory([opened, amount('d', 5_000), amount('d', 3)]);
    const log = scriptedLog(history.slice(0, 2));
    const { logged } = run(log);
    await caughtUp(log);
    await discard(1);
    await waitUntil(() => logged.includes('a parked stream has been taken up again'));
    log.append(...history.slice(2));
    await caughtUp(log);
    expect([await balance(), (await stored()).deadLetters]).toEqual([3, []]);
  });
});

test('a retry takes the events before one that cannot be read, and sets it and the rest aside in order', async () => {
  const history = recordHistory([
    { stream: 'account-x', type: 'AccountOpened', data: { id: 'x', team: 'forbidden' } },
    { stream: 'account-x', type: 'AmountAdded', data: { id: 'x', amount: 3 } },
    { stream: 'account-x', type: 'AmountAdded', data: { id: 'x', amount: 4 } },
  ]);
  const [first, second, third] = history;
  if (!first || !second || !third) throw new Error('no such event');
  const { data: _data, meta: _meta, ...rest } = second;
  const log = scriptedLog([first]);
  log.append({ ok: false, event: { ...rest, error: 'event cannot be read' } }, third);
  const { logged } = run(log);
  await caughtUp(log);
  log.replace({ ...first, data: { id: 'x', team: 'red' } });
  await client.query(
    `UPDATE ops.dead_letters SET retry_requested_at = now() WHERE projection = 'account-book'`,
  );
  await waitUntil(() => logged.includes('a parked stream is still poison'));
  const { rows, deadLetters } = await stored();
  expect(rows.accounts).toEqual([{ id: 'x', team: 'red', balance: 0 }]);
  expect(deadLetters.filter(({ projection }) => projection === 'account-book')).toEqual([
    expect.objectContaining({ revision: 1, reason: 'event cannot be read' }),
    expect.objectContaining({ revision: 2, reason: 'behind a parked event of the same stream' }),
  ]);
});

test('a parked stream that is no longer in the log is forgotten when it is tried again', async () => {
  const log = scriptedLog(recordHistory(accountHistory(5)));
  const { logged } = run(log);
  await caughtUp(log);
  await client.query(
    `INSERT INTO ops.dead_letters (projection, stream, revision, event_id, event_type, commit_position,
        prepare_position, recorded_at, reason, retry_requested_at)
      SELECT 'logbook', 'account-gone', n, gen_random_uuid(), 'AmountAdded', 1, 1, now(), 'poison', now()
      FROM generate_series(2, 3) AS n`,
  );
  await waitUntil(() => logged.includes('a parked stream has been taken up again'));
  expect((await stored()).deadLetters.filter(({ stream }) => stream === 'account-gone')).toEqual([]);
});

test('an event that cannot be read is set aside for every projection, also when it is tried again', async () => {
  const events = recordHistory(accountHistory(30));
  const last = events.at(-1);
  if (!last) throw new Error('no such event');
  const { data: _data, meta: _meta, ...rest } = last;
  const log = scriptedLog(events.slice(0, -1));
  log.append({ ok: false, event: { ...rest, error: 'event cannot be read' } });
  const { logged } = run(log);
  await caughtUp(log);
  const letters = ['account-book', 'logbook'].map((projection) => ({
    projection,
    stream: last.stream,
    revision: last.revision,
    reason: 'event cannot be read',
  }));
  expect((await stored()).deadLetters).toEqual(letters);
  await client.query(`UPDATE ops.dead_letters SET retry_requested_at = now() WHERE projection = 'logbook'`);
  await waitUntil(() => logged.includes('a parked stream is still poison'));
  expect((await stored()).deadLetters).toEqual(letters);
  expect(
    (await client.query('SELECT count(retry_requested_at)::int AS asked FROM ops.dead_letters')).rows,
  ).toEqual([{ asked: 0 }]);
});

test('stops in the middle of the log with a whole batch, and goes on from there', async () => {
  const events = recordHistory(accountHistory(2_000));
  const log = scriptedLog(events);
  const first = run(log, { batchSize: 20 });
  await waitUntil(() => first.projected() > 200, { everyMs: 1 });
  await first.stop();
  const stoppedAt = first.projected();
  expect(stoppedAt).toBeLessThan(events.length);
  expect(await stored()).toEqual(expected(events.slice(0, stoppedAt)));
  const second = run(log);
  await caughtUp(log);
  expect(second.projected()).toBe(events.length - stoppedAt);
  expect(await stored()).toEqual(expected(events));
});
