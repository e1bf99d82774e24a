import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { ProjectionDefinition } from '../../src/core/define-projection.ts';
import * as column from '../../src/core/table.ts';
import { createReadModelStore } from '../../src/platform/read-model-store.ts';
import {
  type BatchResult,
  LostOwnershipError,
  type ReadModelWriter,
  RefusedRowsError,
} from '../../src/runtime/projections/ports.ts';
import { rowShape } from '../../src/runtime/projections/row-shape.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createReadTables } from '../support/create-read-tables.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { takeOverLive } from '../support/take-over.ts';
import { uuid } from '../support/uuid.ts';
import { waitUntil } from '../support/wait-until.ts';

const { table, nullable } = column;
const kinds = {
  uuid: column.uuid,
  text: column.text,
  integer: column.integer,
  bigint: column.bigint,
  numeric: column.numeric,
  boolean: column.boolean,
  date: column.date,
  timestamptz: column.timestamptz,
  jsonb: column.jsonb<unknown>(),
  uuids: column.uuids,
  texts: column.texts,
};
const optional = Object.fromEntries(
  Object.entries(kinds).map(([name, kind]) => [`${name}_or_null`, nullable(kind)]),
);
const everything = table('everything', {
  key: ['text', 'integer', 'uuid'],
  group: 'text',
  columns: { ...kinds, ...optional },
});
const projection: ProjectionDefinition = {
  name: 'everything',
  version: 1,
  events: [],
  tables: { everything },
  on: {},
};

let database: TestDatabase;
let client: pg.Client;
const writers: ReadModelWriter[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await createReadTables(database.url, [projection]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.release()));
  await client.query('TRUNCATE read.everything, ops.checkpoints, ops.dead_letters');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function takeOver(
  projections: readonly ProjectionDefinition[] = [projection],
): Promise<ReadModelWriter> {
  const writer = await takeOverLive(database.url, projections);
  writers.push(writer);
  return writer;
}

/** Nothing but new rows. */
const none = { added: [], updated: [], updatedColumns: [], removed: [] };

const lastId = '01a1f925-b31f-77f9-8603-e697b956580a';

const at = (commit: bigint, changes: BatchResult['changes'] = []): BatchResult => ({
  changes,
  deadLetters: [],
  progress: { position: { commit, prepare: commit }, ordinal: Number(commit), lagMs: 0, live: true },
  last: { id: lastId, position: { commit, prepare: commit }, recordedAt: '2026-02-01T00:00:00.000Z' },
});

const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\u0000'));
/** As the log gives it: JSON has one zero only. */
const json = fc
  .json({ maxDepth: 3 })
  .filter((text) => !text.includes('\\u0000'))
  .map((text): unknown => ({ value: JSON.parse(text) }));
const decimal = fc
  .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(6, '0')}`);
const moment = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const values = {
  uuid: fc.uuid(),
  text: word,
  integer: fc.integer(),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  numeric: decimal,
  boolean: fc.boolean(),
  date: moment.map((text) => text.slice(0, 10)),
  timestamptz: moment,
  jsonb: json,
  uuids: fc.array(fc.uuid(), { maxLength: 3 }),
  texts: fc.array(word, { maxLength: 3 }),
};
const rows = fc.record({
  ...values,
  ...Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${name}_or_null`, fc.option<unknown>(value)]),
  ),
});

const shapeKey: readonly string[] = everything.key;

describe('rows', () => {
  test('of every column type come back as they were written, by key and by group', async () => {
    const writer = await takeOver();
    const shape = rowShape(everything);
    const nonKeys = Object.keys(everything.columns).filter((name) => !shapeKey.includes(name));
    let commit = 0n;
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { minLength: 2, maxLength: 20 }), async (written) => {
        await client.query('TRUNCATE read.everything');
        const byKey = new Map(written.map((row) => [shape.keyOf(shape.row(row)), shape.row(row)]));
        const before = [...byKey.values()];
        // Each row gets what the next one had.
        const changed = before.map((row, index) => {
          const { text, integer, uuid: id } = row;
          return { ...before[(index + 1) % before.length], text, integer, uuid: id };
        });
        const expected = changed
          .map((row) => [shape.keyOf(row), row] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, row]) => row);
        commit += 1n;
        const [first, ...rest] = before;
        const made = { ...none, rows: rest, added: first ? [first] : [] };
        await writer.commit(at(commit, [{ table: everything, ...made }]));
        const wanted = [
          { table: everything, keys: [...byKey.keys()], groups: [] },
          { table: everything, keys: [], groups: [...new Set(expected.map(({ text }) => String(text)))] },
        ];
        commit += 1n;
        const changes = {
          table: everything,
          ...none,
          rows: [],
          updated: changed,
          updatedColumns: nonKeys,
        };
        await writer.commit(at(commit, [changes]));
        for (const loaded of await writer.load(wanted)) {
          const sorted = loaded.sort((a, b) => (shape.keyOf(a) < shape.keyOf(b) ? -1 : 1));
          expect(sorted).toEqual(expected);
        }
        commit += 1n;
        await writer.commit(
          at(commit, [{ table: everything, ...none, rows: [], removed: [...byKey.keys()] }]),
        );
        expect(await writer.load(wanted)).toEqual([[], []]);
      }),
      { numRuns: 40 },
    );
  });

  test('that are to be new and are not are refused', async () => {
    const writer = await takeOver();
    const [row] = fc.sample(rows, 1).map((each) => rowShape(everything).row(each));
    const added = row ? [row] : [];
    await writer.commit(at(7n, [{ table: everything, ...none, rows: added }]));
    await expect(writer.commit(at(8n, [{ table: everything, ...none, rows: [], added }]))).rejects.toThrow(
      'rows of everything are refused: SQLSTATE 23505',
    );
  });

  test('that the database refuses are told by their table, and leave nothing behind', async () => {
    const writer = await takeOver();
    const [row] = fc.sample(rows, 1);
    const broken = { ...row, jsonb: 'lone surrogate \ud800' };
    const changes = [{ table: everything, rows: [broken], ...none }];
    const refused = writer.commit(at(7n, changes));
    await expect(refused).rejects.toThrow(RefusedRowsError);
    await expect(refused).rejects.toMatchObject({ table: 'everything' });
    const { rows: checkpoints } = await client.query('SELECT commit_position FROM ops.checkpoints');
    expect(checkpoints).toEqual([{ commit_position: null }]);
  });
});

describe('ownership', () => {
  test('is held by one process at a time', async () => {
    await takeOver();
    expect(await createReadModelStore(database.url).takeOver([projection])).toBeNull();
  });

  test('is lost with the lock, and what the old owner writes then is refused', async () => {
    const old = await takeOver();
    await old.commit(at(10n));
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const next = await takeOver();
    expect(next.checkpoint).toEqual({ commit: 10n, prepare: 10n });
    await waitUntil(() => old.lost.aborted);
    const [row] = fc.sample(rows, 1);
    const changes = [{ table: everything, rows: [rowShape(everything).row({ ...row })], ...none }];
    await expect(old.commit(at(20n, changes))).rejects.toThrow();
    expect((await client.query('SELECT 1 FROM read.everything')).rowCount).toBe(0);
    await next.commit(at(15n, changes));
    const found = await client.query(
      'SELECT commit_position, last_event_recorded_at FROM ops.checkpoints, read.everything',
    );
    expect(found.rows).toEqual([
      { commit_position: '15', last_event_recorded_at: new Date('2026-02-01T00:00:00.000Z') },
    ]);
  });

  test('of a process that was taken for dead writes nothing more, whatever it believes', async () => {
    const old = await takeOver();
    await old.commit(at(10n));
    await client.query('UPDATE ops.checkpoints SET epoch = epoch + 1');
    const [row] = fc.sample(rows, 1);
    const changes = [{ table: everything, rows: [rowShape(everything).row({ ...row })], ...none }];
    await expect(old.commit(at(20n, changes))).rejects.toThrow(LostOwnershipError);
    expect((await client.query('SELECT commit_position FROM ops.checkpoints')).rows).toEqual([
      { commit_position: '10' },
    ]);
    expect((await client.query('SELECT 1 FROM read.everything')).rowCount).toBe(0);
  });
});

describe('a process that takes over', () => {
  const leave = async (writer: ReadModelWriter) => {
    const [row] = fc.sample(rows, 1);
    await writer.commit(
      at(10n, [{ table: everything, rows: [rowShape(everything).row({ ...row })], ...none }]),
    );
    await writer.release();
  };

  test('goes on where the projections stand', async () => {
    await leave(await takeOver());
    const { checkpoint, ordinal, last, lastRecordedAt } = await takeOver();
    expect({ checkpoint, ordinal, last, lastRecordedAt }).toEqual({
      checkpoint: { commit: 10n, prepare: 10n },
      ordinal: 10,
      last: { id: lastId, position: { commit: 10n, prepare: 10n } },
      lastRecordedAt: '2026-02-01T00:00:00.000Z',
    });
    expect((await client.query('SELECT 1 FROM read.everything')).rowCount).toBe(1);
  });

  test('forgets the checkpoint of a projection that is no more', async () => {
    const more = { ...projection, name: 'more', tables: {} };
    await leave(await takeOver([projection, more]));
    await takeOver();
    expect((await client.query('SELECT projection FROM ops.checkpoints')).rows).toEqual([
      { projection: 'everything' },
    ]);
  });
});

test('a parked stream is known again, and asked for when somebody wants it tried', async () => {
  const writer = await takeOver();
  const event = {
    id: uuid(1),
    type: 'Broken',
    stream: 'account-a',
    position: { commit: 3n, prepare: 3n },
    recordedAt: '2026-02-01T00:00:00.000Z',
    error: 'broken',
  };
  const deadLetters = [4, 5].map((revision) => ({
    projection: 'everything',
    event: { ...event, revision },
    reason: 'because \u0000',
  }));
  await writer.commit({ ...at(3n), deadLetters });
  await writer.release();
  const next = await takeOver();
  const stream = { projection: 'everything', stream: 'account-a' };
  expect(next.parked).toEqual([stream]);
  const { progress } = at(3n);
  expect(await next.announce(progress)).toEqual([]);
  await client.query('UPDATE ops.dead_letters SET retry_requested_at = now() WHERE revision = 5');
  expect(await next.announce(progress)).toEqual([{ ...stream, first: 4, last: 5, discarded: null }]);
  await client.query('UPDATE ops.dead_letters SET discarded_at = now() WHERE revision = 4');
  expect(await next.announce(progress)).toEqual([{ ...stream, first: 4, last: 5, discarded: 4 }]);
  await client.query(
    'UPDATE ops.dead_letters SET retry_requested_at = CASE WHEN revision = 4 THEN now() END',
  );
  await next.commit({ ...at(3n), retried: { ...stream, from: 4, through: 4 } });
  expect(await next.announce(progress)).toEqual([{ ...stream, first: 5, last: 5, discarded: null }]);
  const [, second] = deadLetters;
  if (!second) throw new Error('no such dead letter');
  const retried = { ...stream, from: 5, through: 5 };
  await next.commit({ ...at(3n), deadLetters: [second], retried });
  expect(await next.announce(progress)).toEqual([]);
  expect((await client.query('SELECT revision FROM ops.dead_letters')).rows).toEqual([{ revision: '5' }]);
});
