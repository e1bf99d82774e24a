import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import { defineProjection } from '../../../src/core/define-projection.ts';
import { integer, table, text } from '../../../src/core/table.ts';
import { userEvents } from '../../../src/events/user.events.ts';
import { closePool, createPool } from '../../../src/platform/postgres.ts';
import {
  createProjectionOperations,
  type ProjectionOperations,
} from '../../../src/platform/projection-operations/create-projection-operations.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { untilCaughtUp } from '../../support/projection-run.ts';
import { recordHistory } from '../../support/record-history.ts';
import { scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

const profiles = table('profiles', { key: ['stream'], columns: { stream: text, changes: integer } });
/** Counts the events of each stream, but for those that say that they are poison. */
const profileChanges = defineProjection({
  name: 'profile-changes',
  version: 1,
  events: [userEvents],
  tables: { profiles },
  on: {},
  every: ({ stream, data }, to) => {
    if (typeof data === 'object' && data !== null && 'poison' in data) throw new Error('poison');
    to.profiles.upsert(stream, (row) => ({ stream, changes: (row?.changes ?? 0) + 1 }));
  },
});
const projections = [profileChanges];
const projection = profileChanges.name;

let database: ProjectionDatabase;
let client: pg.Client;
let pool: pg.Pool;
let operations: ProjectionOperations;

beforeAll(async () => {
  database = await createProjectionDatabase(projections);
  ({ client } = database);
  pool = createPool(database.url, { applicationName: 'operations' });
  operations = createProjectionOperations(pool);
});
beforeEach(async () => {
  await client.query('TRUNCATE read.profiles, ops.checkpoints, ops.dead_letters');
});
afterEach(() => database.stopRuns());
afterAll(async () => {
  await closePool(pool);
  await database.drop();
});

const changed = (stream: string, data = {}) => ({ stream, type: 'UserProfileChanged', data });
const poison = (stream: string) => changed(stream, { poison: true });
const changesOf = async (stream: string) =>
  (await client.query('SELECT changes FROM read.profiles WHERE stream = $1', [stream])).rows[0]?.changes;
const parked = () => operations.countParkedStreams({});

test('a discard is done that comes while the stream is being tried', async () => {
  const log = scriptedLog(recordHistory([poison('user-1'), changed('user-1')]));
  const { readLogged } = log;
  let discarded: boolean | undefined;
  log.readLogged = async (...of) => {
    const page = await readLogged(...of);
    discarded ??= await operations.discard({ projection, stream: 'user-1', revision: 0 });
    return page;
  };
  database.run(log);
  await untilCaughtUp(client, log, projections);
  expect(await operations.retry({ projection })).toBe(1);
  await waitUntil(async () => (await parked()).streams === 0);
  expect([discarded, await changesOf('user-1')]).toEqual([true, 1]);
});

test('where the dead letters cannot be looked up, the projector lives on, and looks again', async () => {
  const history = recordHistory([poison('user-1'), ...Array.from({ length: 2 }, () => changed('user-2'))]);
  const log = scriptedLog(history.slice(0, 2));
  const { logged } = database.run(log);
  await untilCaughtUp(client, log, projections);
  const epoch = async () => (await client.query('SELECT epoch FROM ops.checkpoints')).rows;
  const before = await epoch();
  for (const event of history.slice(0, 1)) log.replace({ ...event, data: {} });
  await client.query('BEGIN');
  await client.query('LOCK TABLE ops.dead_letters');
  const cannot = 'the dead letters to try again cannot be looked up in time';
  await waitUntil(() => logged.filter((message) => message === cannot).length === 2);
  log.append(...history.slice(2));
  await untilCaughtUp(client, log, projections);
  expect([await changesOf('user-2'), await epoch()]).toEqual([2, before]);
  await client.query('COMMIT');
  expect(await operations.retry({})).toBe(1);
  await waitUntil(async () => (await parked()).streams === 0);
  expect([await changesOf('user-1'), await epoch()]).toEqual([1, before]);
});
