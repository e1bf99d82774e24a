import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createFreshness } from '../../src/platform/freshness.ts';
import { createReadModelStore } from '../../src/platform/read-model-store.ts';
import type { Progress, ReadModelWriter } from '../../src/runtime/projections/ports.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createReadTables } from '../support/create-read-tables.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { eventLogbook } from '../support/sample-projections.ts';
import { waitUntil } from '../support/wait-until.ts';

let database: TestDatabase;
let client: pg.Client;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await createReadTables(database.url, [eventLogbook]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await client.query('TRUNCATE ops.checkpoints');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function startWriter(version = 1): Promise<ReadModelWriter> {
  const store = createReadModelStore(database.url);
  const writer = await waitUntil(() => store.takeOver([{ ...eventLogbook, version }]));
  if (!writer) throw new Error('no writer');
  closing.push(writer.release);
  return writer;
}

async function start(options: Partial<Parameters<typeof createFreshness>[0]> = {}) {
  const freshness = await createFreshness({ url: database.url, ...options });
  closing.push(freshness.close);
  return freshness;
}

const position = (commit: bigint) => ({ commit, prepare: commit });
const progress = (commit: bigint, lagMs = 0): Progress => ({
  position: position(commit),
  ordinal: Number(commit),
  lagMs,
  live: true,
});
const commit = (writer: ReadModelWriter, to: Progress) =>
  writer.commit({ changes: [], deadLetters: [], progress: to, lastRecordedAt: null });

test('knows the checkpoint from the start, and each commit and sign of life from then on', async () => {
  const writer = await startWriter();
  await commit(writer, progress(5n));
  const freshness = await start();
  expect(freshness.current().position).toEqual(position(5n));
  await commit(writer, progress(7n, 1_234));
  await waitUntil(() => freshness.current().lagMs === 1_234);
  expect(freshness.current()).toEqual({ position: position(7n), lagMs: 1_234 });
  await writer.announce(progress(7n, 20));
  await waitUntil(() => freshness.current().lagMs === 20);
  await client.query(`NOTIFY projections, 'something else'`);
  await writer.announce(progress(7n, 30));
  await waitUntil(() => freshness.current().lagMs === 30);
});

test('waits for a position, no longer than asked', async () => {
  const writer = await startWriter();
  const freshness = await start();
  expect(await freshness.waitFor(position(0n), 0)).toBe(true);
  const early = freshness.waitFor(position(8n), 50);
  const reached = freshness.waitFor(position(8n), 10_000);
  expect(await early).toBe(false);
  await commit(writer, progress(8n));
  expect(await reached).toBe(true);
  expect(await freshness.waitFor(position(8n), 0)).toBe(true);
  expect(await freshness.waitFor({ commit: 8n, prepare: 9n }, 10)).toBe(false);
});

test('turns away those who wait beyond the limit, and nobody waits after the end', async () => {
  const freshness = await start({ maxWaiters: 1 });
  const waiting = freshness.waitFor(position(1n), 10_000);
  await expect(freshness.waitFor(position(1n), 10_000)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await freshness.close();
  expect(await waiting).toBe(false);
});

test('the lag grows while no projector says a word', async () => {
  let elapsed = 1_000;
  const freshness = await start({ clock: { elapsed: () => elapsed } });
  const writer = await startWriter();
  await writer.announce(progress(3n, 40));
  await waitUntil(() => freshness.current().lagMs === 40);
  elapsed += 1_500;
  expect(freshness.current().lagMs).toBe(40);
  elapsed += 60_000;
  expect(freshness.current().lagMs).toBe(61_540);
  await writer.announce(progress(3n, 0));
  await waitUntil(() => freshness.current().lagMs === 0);
});

test('listens again after the connection was lost, and has missed nothing', async () => {
  const errors: string[] = [];
  const freshness = await start({ onError: ({ message }) => errors.push(message) });
  const writer = await startWriter();
  const reached = freshness.waitFor(position(9n), 20_000);
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
    'freshness',
  ]);
  await commit(writer, progress(9n));
  expect(await reached).toBe(true);
  await waitUntil(() => errors.length > 0);
  await writer.announce(progress(10n));
  expect(await freshness.waitFor(position(10n), 10_000)).toBe(true);
});

test('goes back with read models that are built anew, and pays no heed to the projector before', async () => {
  const freshness = await start();
  const old = await startWriter();
  await commit(old, progress(20n));
  expect(await freshness.waitFor(position(20n), 10_000)).toBe(true);
  await old.announce(progress(12n));
  await old.announce(progress(20n, 5));
  await waitUntil(() => freshness.current().lagMs === 5);
  expect(freshness.current().position).toEqual(position(20n));
  await old.release();
  const next = await startWriter(2);
  await next.announce(progress(4n, 77));
  await waitUntil(() => freshness.current().lagMs === 77);
  expect(freshness.current().position).toEqual(position(4n));
});
