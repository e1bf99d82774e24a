import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { closePool, createPool } from '../../../src/platform/postgres.ts';
import {
  createProjectionOperations,
  type ProjectionOperations,
} from '../../../src/platform/projection-operations/create-projection-operations.ts';
import type { BatchResult, DeadLetter, ReadModelWriter } from '../../../src/runtime/projections/ports.ts';
import type { TestDatabase } from '../../support/create-database.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { takeOverLive } from '../../support/take-over.ts';
import { uuid } from '../../support/uuid.ts';
import { waitUntil } from '../../support/wait-until.ts';

const stream = { projection: 'a', stream: 'stream-1' };
const position = { commit: 9n, prepare: 9n };
const nothing: BatchResult = {
  changes: [],
  deadLetters: [],
  progress: { position, ordinal: 9, lagMs: 0, live: true },
  last: null,
};
const letter = (revision: number, reason = 'Error: no'): DeadLetter => ({
  projection: stream.projection,
  event: {
    id: uuid(revision),
    type: 'Happened',
    stream: stream.stream,
    revision,
    position,
    recordedAt: '2026-02-01T00:00:00.000Z',
    error: 'no',
  },
  reason,
});

let database: TestDatabase;
let client: pg.Client;
let pool: pg.Pool;
let operations: ProjectionOperations;
let writer: ReadModelWriter;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  pool = createPool(database.url, { applicationName: 'operations' });
  operations = createProjectionOperations(pool);
});
beforeEach(async () => {
  await client.query('TRUNCATE ops.checkpoints, ops.dead_letters');
  writer = await takeOverLive(database.url, [{ name: 'a', version: 1, events: [], tables: {}, on: {} }]);
  await writer.commit({ ...nothing, deadLetters: [4, 5, 6].map((revision) => letter(revision)) });
  expect(await operations.retry(stream)).toBe(1);
});
afterEach(() => writer.release());
afterAll(async () => {
  await client.end();
  await closePool(pool);
  await database.drop();
});

const requests = () => writer.announce(nothing.progress);
const left = async () =>
  (await client.query('SELECT revision::int, reason FROM ops.dead_letters ORDER BY revision')).rows;

/** What a retry leaves behind that finds revision 4, or what comes behind it, to be poison still. */
const again = (...revisions: number[]): BatchResult => ({
  ...nothing,
  deadLetters: revisions.map((revision) => letter(revision, 'Error: still no')),
  retried: { ...stream, from: 4, through: Number.MAX_SAFE_INTEGER },
});

describe('a retry that ends with poison', () => {
  test('ends the request; what is set aside again has the new reason, and what was taken is gone', async () => {
    await writer.commit(again(5, 6));
    expect(await requests()).toEqual([]);
    expect(await left()).toEqual([
      { revision: 5, reason: 'Error: still no' },
      { revision: 6, reason: 'Error: still no' },
    ]);
    expect(await operations.deadLetters({ ...stream, from: 0, limit: 1 })).toMatchObject([
      { discardedAt: null },
    ]);
  });

  test('does not end a request to go on without the poison that came meanwhile', async () => {
    expect(await operations.discard({ ...stream, revision: 4 })).toBe(true);
    await writer.commit(again(4, 5, 6));
    expect(await requests()).toEqual([{ ...stream, first: 4, last: 6, discarded: 4 }]);
    await writer.commit(again(5, 6));
    expect(await requests()).toEqual([]);
    expect((await left()).map(({ revision }) => revision)).toEqual([5, 6]);
  });

  test('nor one that comes in the very moment', async () => {
    await client.query('BEGIN');
    await client.query(
      'UPDATE ops.dead_letters SET discarded_at = now(), retry_requested_at = now() WHERE revision = 4',
    );
    const committed = writer.commit(again(4, 5, 6));
    await waitUntil(async () => {
      const { rowCount } = await client.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'projector' AND wait_event_type = 'Lock'
          AND datname = current_database()`,
      );
      return rowCount;
    });
    await client.query('COMMIT');
    await committed;
    expect(await requests()).toEqual([{ ...stream, first: 4, last: 6, discarded: 4 }]);
  });
});

test('a letter that is there already, from before the log was restored, has what the log says now', async () => {
  await writer.commit({ ...nothing, deadLetters: [letter(5, 'Error: another')] });
  expect(await left()).toEqual([
    { revision: 4, reason: 'Error: no' },
    { revision: 5, reason: 'Error: another' },
    { revision: 6, reason: 'Error: no' },
  ]);
});
