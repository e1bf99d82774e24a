import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createFreshness } from '../../../src/platform/freshness.ts';
import type { ReadModelOwner } from '../../../src/runtime/projections/ownership.ts';
import type { TestDatabase } from '../../support/create-database.ts';
import { createReadTables } from '../../support/create-read-tables.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { eventLogbook } from '../../support/sample-projections.ts';
import { takeOver } from '../../support/take-over.ts';
import { waitUntil } from '../../support/wait-until.ts';

const projections = [eventLogbook];
const names = projections.map(({ name }) => name);

let database: TestDatabase;
let client: pg.Client;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await createReadTables(database.url, projections);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const position = (commit: number) => ({ commit: BigInt(commit), prepare: BigInt(commit) });

/** Writes up to a position, and lets the tables go. */
async function advance(owner: ReadModelOwner, generation: 'live' | 'next', commit: number) {
  const writer = await owner.open({ projections, generation });
  const progress = { position: position(commit), ordinal: commit, lagMs: 0, live: true };
  await writer.commit({ changes: [], deadLetters: [], progress, last: null });
  await writer.release();
}

/** A task as somebody asks for it. */
async function taskOf(owner: ReadModelOwner, kind: 'rebuild' | 'rollback') {
  await owner.request({ kind, projections: names, reason: 'requested' });
  const { task } = await owner.situation();
  if (!task) throw new Error('there is no task');
  return task;
}

test('readers go back with a rollback at once, and what is written from then on counts', async () => {
  const owner = await takeOver(database.url, projections);
  closing.push(owner.release);
  const freshness = await createFreshness({ url: database.url, projections: names });
  closing.push(freshness.close);

  await advance(owner, 'live', 20);
  const rebuild = await taskOf(owner, 'rebuild');
  await owner.begin(rebuild, projections);
  await advance(owner, 'next', 20);
  await owner.replace(rebuild, projections);
  await advance(owner, 'live', 30);
  expect(await freshness.waitFor(position(30), 10_000)).toBe(true);

  await owner.restore(await taskOf(owner, 'rollback'), projections);
  await waitUntil(() => freshness.current().ordinal === 20, { deadlineMs: 2_000 });
  expect(freshness.current().position).toEqual(position(20));
  const waiting = freshness.waitFor(position(30), 10_000);
  await advance(owner, 'live', 25);
  await waitUntil(() => freshness.current().ordinal === 25);
  await advance(owner, 'live', 31);
  expect(await waiting).toBe(true);

  await owner.restore(await taskOf(owner, 'rollback'), projections);
  await waitUntil(() => freshness.current().ordinal === 30, { deadlineMs: 2_000 });
  const { rows } = await client.query('SELECT DISTINCT epoch FROM ops.checkpoints');
  expect(rows.length).toBe(1);
});
