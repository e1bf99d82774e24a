import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { RecordedEvent } from '../../../src/core/define-events.ts';
import { defineProjection } from '../../../src/core/define-projection.ts';
import { integer, table, text } from '../../../src/core/table.ts';
import { userEvents } from '../../../src/events/user.events.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { type ProjectionRun, untilCaughtUp } from '../../support/projection-run.ts';
import { recordHistory } from '../../support/record-history.ts';
import { type ScriptedLog, scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

const chains = table('chains', { key: ['stream'], columns: { stream: text, length: integer } });
/** Counts the events of each stream, and refuses one that is not the next. */
const chain = defineProjection({
  name: 'chain',
  version: 1,
  events: [userEvents],
  tables: { chains },
  on: {},
  every: ({ stream, revision, data }, to) => {
    if (typeof data === 'object' && data !== null && 'poison' in data) throw new Error(String(data.poison));
    to.chains.upsert(stream, (row) => {
      if ((row?.length ?? 0) !== revision) throw new Error('not the next one');
      return { stream, length: revision + 1 };
    });
  },
});
const projections = [chain];
const behind = 'behind a parked event of the same stream';

let database: ProjectionDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createProjectionDatabase(projections);
  ({ client } = database);
  await client.query('CREATE INDEX ON read.chains (stream, length)');
});
beforeEach(async () => {
  await client.query('TRUNCATE read.chains, ops.checkpoints, ops.dead_letters');
});
afterEach(() => database.stopRuns());
afterAll(() => database.drop());

const run = (log: ScriptedLog) => database.run(log);

const happened = (stream: string, data = {}) => ({ stream, type: 'UserProfileChanged', data });
const poison = (stream: string, reason = 'poison') => happened(stream, { poison: reason });
const first = ([event]: readonly RecordedEvent[]): RecordedEvent => {
  if (!event) throw new Error('no such event');
  return event;
};
/** The same, so that the projection takes it. */
const mended = (events: readonly RecordedEvent[]) => ({ ...first(events), data: {} });

const letters = async () =>
  (await client.query('SELECT stream, revision::int, event_type, reason FROM ops.dead_letters ORDER BY 1, 2'))
    .rows;
const count = async () =>
  (
    await client.query(
      'SELECT count(*)::int AS all, count(retry_requested_at)::int AS asked FROM ops.dead_letters',
    )
  ).rows[0];
const lengthOf = async (stream: string) =>
  (await client.query('SELECT length FROM read.chains WHERE stream = $1', [stream])).rows[0]?.length;
const ask = () => client.query('UPDATE ops.dead_letters SET retry_requested_at = now()');
const restarts = ({ logged }: ProjectionRun) =>
  logged.filter((message) => message.includes('they start again')).length;

describe('a dead letter that the database cannot hold as it is', () => {
  test('with NUL in the type or the stream name, and with half a character in the reason', async () => {
    const history = recordHistory([
      happened('user-1'),
      happened('user-2'),
      happened('user-\u0000'),
      poison('user-3', `${'x'.repeat(500 - 'Error: '.length - 1)}😀`),
      happened('user-1'),
    ]);
    const log = scriptedLog(
      history.map((event) => {
        const { data: _data, meta: _meta, ...rest } = event;
        if (event.stream !== 'user-2') return event;
        return { ok: false, event: { ...rest, type: 'a\u0000b', error: 'a\u0000b cannot be read' } };
      }),
    );
    const started = run(log);
    await untilCaughtUp(client, log, projections);
    expect(await lengthOf('user-1')).toBe(2);
    expect(await letters()).toEqual([
      { stream: 'user-2', revision: 0, event_type: 'a\ufffdb', reason: 'a\ufffdb cannot be read' },
      expect.objectContaining({ stream: 'user-3', reason: expect.stringMatching(/^Error: x+\ufffd$/) }),
      expect.objectContaining({ stream: 'user-\\u0000', reason: expect.stringContaining('null character') }),
    ]);

    await ask();
    await waitUntil(() => started.logged.filter((message) => message.includes('still poison')).length === 3);
    expect((await count()).all).toBe(3);
    expect(restarts(started)).toBe(0);
  });

  test('is retried by the name that the log knows', async () => {
    const history = recordHistory([poison('user-\u0000\\'), happened('user-1')]);
    const log = scriptedLog(history);
    const started = run(log);
    await untilCaughtUp(client, log, projections);
    const reads: string[] = [];
    const { readLogged } = log;
    log.readLogged = async (stream, ...of) => {
      reads.push(stream);
      return readLogged(stream, ...of);
    };
    await ask();
    await waitUntil(() => started.logged.includes('a parked stream is still poison'));
    expect(reads).toEqual(['user-\u0000\\']);
  });

  test('of a stream whose name is too long for the index of its row', async () => {
    const long = `user-${randomBytes(4_000).toString('base64url')}`;
    const log = scriptedLog(recordHistory([happened(long), happened(long), happened('user-1')]));
    run(log);
    await untilCaughtUp(client, log, projections);
    expect((await letters()).map(({ revision, reason }) => [revision, reason])).toEqual([
      [0, 'rows of chains are refused: SQLSTATE 54000 chains_pkey'],
      [1, behind],
    ]);
    expect(await lengthOf('user-1')).toBe(1);
  });
});

describe('a retry of a long stream', () => {
  const length = 6_000;
  const parked = [poison('user-1'), ...Array.from({ length: length - 1 }, () => happened('user-1'))];
  const history = recordHistory([...parked, happened('user-1'), happened('user-2')]);
  const [later, other] = [history.slice(length, -1), history.slice(-1)];

  /** The log with the first events, and what is to happen when its stream is read for the n-th time. */
  const logOf = (onRead: (reads: number, log: ScriptedLog) => unknown = () => {}) => {
    const log = scriptedLog(history.slice(0, length));
    const { readLogged } = log;
    const state = { log, reads: 0 };
    log.readLogged = async (...of) => {
      state.reads += 1;
      await onRead(state.reads, log);
      return readLogged(...of);
    };
    return state;
  };

  test('lets batches of the log come in between; what they bring for the stream stays behind', async () => {
    const visible: boolean[] = [];
    const { log } = logOf(async (reads, { append }) => {
      if (reads === 3) append(...later, ...other);
      visible.push((await lengthOf('user-2')) === 1);
    });
    const started = run(log);
    await untilCaughtUp(client, log, projections);
    expect((await count()).all).toBe(length);
    log.replace(mended(history));
    await ask();
    await waitUntil(() => started.logged.includes('a parked stream has been taken up again'), {
      deadlineMs: 20_000,
    });
    await untilCaughtUp(client, log, projections);
    expect(visible).toContain(true);
    expect([await lengthOf('user-1'), await lengthOf('user-2'), (await count()).all]).toEqual([
      length + 1,
      1,
      0,
    ]);
  });

  test('ends with the first page where that is poison still, and leaves the rest as it is', async () => {
    const state = logOf();
    const started = run(state.log);
    await untilCaughtUp(client, state.log, projections);
    await ask();
    await waitUntil(() => started.logged.includes('a parked stream is still poison'));
    expect(state.reads).toBe(1);
    expect(await count()).toEqual({ all: length, asked: 0 });
  });

  test('is finished by the next process where the first one stops in the middle', async () => {
    let stopped: Promise<void> | undefined;
    const { log } = logOf((reads) => {
      if (reads === 2) stopped = started.stop();
    });
    const started = run(log);
    await untilCaughtUp(client, log, projections);
    log.replace(mended(history));
    await ask();
    await client.query('UPDATE ops.dead_letters SET retry_requested_at = NULL WHERE revision > 0');
    await waitUntil(() => stopped !== undefined);
    await stopped;
    expect(await count()).toEqual({ all: length - 200, asked: 1 });
    expect(await lengthOf('user-1')).toBe(200);

    const next = run(log);
    await waitUntil(() => next.logged.includes('a parked stream has been taken up again'), {
      deadlineMs: 20_000,
    });
    expect([await lengthOf('user-1'), (await count()).all]).toEqual([length, 0]);
  });
});

describe('what comes while a parked stream is read', () => {
  const length = 200;
  const parked = [poison('user-1'), ...Array.from({ length: length - 1 }, () => happened('user-1'))];
  const history = recordHistory([...parked, ...Array.from({ length: 50 }, () => happened('user-1'))]);

  test('is set aside behind it, and taken up by the next process where the first one stops then', async () => {
    const log = scriptedLog(history.slice(0, length));
    const { readLogged } = log;
    let reads = 0;
    let stopped: Promise<void> | undefined;
    log.readLogged = async (...of) => {
      reads += 1;
      if (reads === 2) throw new Error('not now');
      if (reads === 3) stopped = started.stop();
      const page = await readLogged(...of);
      if (reads > 1) return page;
      log.append(...history.slice(length, length + 2));
      await waitUntil(async () => (await count()).all === length + 2);
      return page;
    };
    const started = run(log);
    await untilCaughtUp(client, log, projections);
    log.replace(mended(history));
    await client.query('UPDATE ops.dead_letters SET retry_requested_at = now() WHERE revision = 0');
    await waitUntil(() => stopped !== undefined);
    await stopped;
    expect(await count()).toEqual({ all: 2, asked: 1 });

    const next = run(log);
    await waitUntil(() => next.logged.includes('a parked stream has been taken up again'));
    expect([await lengthOf('user-1'), (await count()).all]).toEqual([length + 2, 0]);
  });

  test('does not keep a stream parked that gets events all the time', async () => {
    const log = scriptedLog(history.slice(0, length));
    const { readLogged } = log;
    let next = length;
    log.readLogged = async (stream, from, limit = 0, bytes = 0) => {
      const page = await readLogged(stream, from, limit, bytes);
      if (limit < length) return page;
      const { all: before } = await count();
      log.append(...history.slice(next, next + 1));
      next += 1;
      await waitUntil(async () => (await count()).all > before);
      return page;
    };
    const started = run(log);
    await untilCaughtUp(client, log, projections);
    log.replace(mended(history));
    await ask();
    await waitUntil(() => started.logged.includes('a parked stream has been taken up again'));
    expect([await lengthOf('user-1'), (await count()).all, next]).toEqual([length + 1, 0, length + 1]);
  });
});

test('large events of a parked stream are read a few at a time, while batches of the log go on', async () => {
  const large = { text: 'x'.repeat(2 ** 20) };
  const history = recordHistory([
    poison('user-1'),
    ...Array.from({ length: 10 }, () => happened('user-1', large)),
    happened('user-2'),
  ]);
  const log = scriptedLog(history.slice(0, -1));
  const { readLogged } = log;
  const pages: number[] = [];
  log.readLogged = async (...of) => {
    const page = await readLogged(...of);
    if (pages.length === 0) log.append(...history.slice(-1));
    await waitUntil(async () => (await lengthOf('user-2')) === 1);
    pages.push(page.length);
    return page;
  };
  const started = run(log);
  await untilCaughtUp(client, log, projections);
  log.replace(mended(history));
  await ask();
  await waitUntil(() => started.logged.includes('a parked stream has been taken up again'));
  expect(pages).toEqual([5, 4, 2]);
  expect([await lengthOf('user-1'), (await count()).all]).toEqual([11, 0]);
});

test('a log that does not answer keeps nobody from stopping', async () => {
  const log = scriptedLog(recordHistory([poison('user-1')]));
  let reads = 0;
  log.readLogged = () => {
    reads += 1;
    return new Promise(() => {});
  };
  const started = run(log);
  await untilCaughtUp(client, log, projections);
  await ask();
  await waitUntil(() => reads === 1);
  await started.stop();
  expect(await count()).toEqual({ all: 1, asked: 1 });
});

test('a parked stream that the log does not give stays parked, and holds nothing up', async () => {
  const history = recordHistory([poison('user-1'), happened('user-1'), happened('user-2')]);
  const log = scriptedLog(history.slice(0, 2));
  const { readLogged } = log;
  log.readLogged = async () => {
    throw new Error('not now');
  };
  const started = run(log);
  await untilCaughtUp(client, log, projections);
  log.replace(mended(history));
  await ask();
  await waitUntil(() => started.logged.includes('a parked stream cannot be read'));
  log.append(...history.slice(2));
  await untilCaughtUp(client, log, projections);
  expect([await lengthOf('user-2'), (await count()).all, restarts(started)]).toEqual([1, 2, 0]);

  log.readLogged = readLogged;
  await waitUntil(() => started.logged.includes('a parked stream has been taken up again'));
  expect([await lengthOf('user-1'), (await count()).all]).toEqual([2, 0]);
});

test('dead letters are forgotten, and that is logged, where the log has lost their events', async () => {
  const history = recordHistory([poison('user-1'), happened('user-1'), happened('user-2')]);
  const log = scriptedLog(history);
  log.readLogged = async () => [];
  const started = run(log);
  await untilCaughtUp(client, log, projections);
  await ask();
  await waitUntil(() => started.logged.includes('a parked stream has been taken up again'));
  expect(started.logged).toContain('dead letters are forgotten: the log no longer has their events');
  expect((await count()).all).toBe(0);
});
