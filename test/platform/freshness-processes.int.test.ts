import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFreshness } from '../../src/platform/freshness.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { at, startProjectionTeller } from '../support/projection-teller.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { waitUntil } from '../support/wait-until.ts';

/** One writer, and readers that know nothing of it or of each other, each over a wire of its own. */
let database: TestDatabase;
let teller: Awaited<ReturnType<typeof startProjectionTeller>>;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  teller = await startProjectionTeller(database.url);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await teller.stop();
  await database.drop();
});

async function startReader(maxWaiters = 1_000) {
  const url = new URL(database.url);
  const wire: TcpProxy = await startTcpProxy(Number(url.port));
  closing.push(wire.close);
  url.port = `${wire.port}`;
  const lost: Error[] = [];
  const freshness = await createFreshness({
    url: url.href,
    projections: ['a', 'b'],
    maxWaiters,
    onError: (error) => lost.push(error),
  });
  closing.push(freshness.close);
  return { ...freshness, wire, lost };
}

/** The last statement of each reader, by process and time. */
const lastStatements = async (): Promise<string[]> => {
  const { rows } = await teller.query(
    `SELECT pid || ' ' || query_start AS id FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'freshness'`,
  );
  return rows.map(({ id }) => id);
};

test('one notice settles the right ones of a thousand waiters in each process, and nothing is asked', async () => {
  await teller.commit(['a', 'b'], 1);
  const readers = [await startReader(), await startReader()];
  await teller.commit(['a', 'b'], 2);
  for (const { waitFor } of readers) expect(await waitFor(at(2), 10_000)).toBe(true);

  const startedAt = performance.now();
  const statements = new Set(await lastStatements());
  expect(statements.size).toBe(2);
  const settled = readers.map(() => new Map<number, boolean>());
  const waits = readers.flatMap(({ waitFor }, reader) =>
    Array.from({ length: 1_000 }, async (_, index) => {
      const wanted = 3 + ((index * 7_919) % 1_000);
      const reached = await waitFor(at(wanted), 30_000, wanted % 2 ? ['a'] : ['a', 'b']);
      settled[reader]?.set(wanted, reached);
    }),
  );
  await expect(readers[0]?.waitFor(at(5_000), 30_000)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await teller.commit(['a'], 402);
  await waitUntil(async () => {
    for (const id of await lastStatements()) statements.add(id);
    return settled.every(({ size }) => size >= 200);
  });
  await teller.commit(['a'], 403, { lagMs: 1 });
  for (const { current } of readers) await waitUntil(() => current(['a']).position.commit === 403n);

  const reached = Array.from({ length: 201 }, (_, index) => 3 + 2 * index);
  for (const one of settled) {
    expect([...one.keys()].sort((x, y) => x - y)).toEqual(reached);
    expect([...one.values()].every((each) => each)).toBe(true);
  }
  // Each reader looks at the checkpoints, and at who sends notices, every five seconds, however many wait.
  const looks = 4 * Math.ceil((performance.now() - startedAt) / 5_000);
  expect(statements.size).toBeLessThanOrEqual(2 + looks);
  await teller.commit(['a', 'b'], 1_002);
  await Promise.all(waits);
  for (const one of settled) expect([...one.values()].filter((each) => each).length).toBe(1_000);
});

test('who waits while the connection is cut gets an answer once there is one again', async () => {
  await teller.commit(['a', 'b'], 1);
  const [cut, whole] = [await startReader(), await startReader()];
  const waiting = cut.waitFor(at(9), 20_000);
  cut.wire.cut();
  // Nobody hears of this: it is in the checkpoint only.
  await teller.query(`UPDATE ops.checkpoints SET commit_position = 9, prepare_position = 9, ordinal = 9`);
  expect(await waiting).toBe(true);
  expect(cut.lost.length).toBeGreaterThan(0);
  expect(whole.lost).toEqual([]);
  const next = [cut.waitFor(at(10), 10_000), whole.waitFor(at(10), 10_000)];
  await teller.commit(['a', 'b'], 10);
  expect(await Promise.all(next)).toEqual([true, true]);
});

test('who waits over a wire that carries nothing gives up in time, and is told how old all is', async () => {
  await teller.commit(['a', 'b'], 1);
  const reader = await startReader();
  await teller.commit(['a', 'b'], 2);
  expect(await reader.waitFor(at(2), 10_000)).toBe(true);
  reader.wire.stall();
  await teller.commit(['a', 'b'], 3);
  const startedAt = performance.now();
  expect(await reader.waitFor(at(3), 500)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await waitUntil(() => reader.current().lagMs > 2_000);
  expect(reader.current().position).toEqual(at(2));
  reader.wire.flow();
  expect(await reader.waitFor(at(3), 10_000)).toBe(true);
});

test('starts without a database, and knows nothing then', async () => {
  const url = new URL(database.url);
  url.port = '1';
  const errors: Error[] = [];
  const onError = (error: Error) => errors.push(error);
  const freshness = await createFreshness({ url: url.href, projections: ['a', 'b'], onError });
  closing.push(freshness.close);
  expect(errors.length).toBe(1);
  expect(freshness.current()).toMatchObject({ position: at(0), ordinal: 0 });
});
