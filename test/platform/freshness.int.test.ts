import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createFreshness } from '../../src/platform/freshness.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { at, startProjectionTeller } from '../support/projection-teller.ts';
import { waitUntil } from '../support/wait-until.ts';

let database: TestDatabase;
let teller: Awaited<ReturnType<typeof startProjectionTeller>>;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  teller = await startProjectionTeller(database.url);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await teller.query('TRUNCATE ops.checkpoints, ops.paused_projections');
  await teller.stop();
});
afterAll(() => database.drop());

async function start(options: Partial<Omit<Parameters<typeof createFreshness>[0], 'url'>> = {}) {
  const freshness = await createFreshness({ url: database.url, projections: ['a', 'b'], ...options });
  closing.push(freshness.close);
  return freshness;
}

const both = ['a', 'b'];

test('knows the checkpoints from the start, and each commit and sign of life from then on', async () => {
  await teller.commit(['a'], 5);
  await teller.commit(['b'], 3);
  const freshness = await start();
  expect(freshness.current(['a'])).toMatchObject({ position: at(5), ordinal: 5 });
  expect(freshness.current()).toMatchObject({ position: at(3), ordinal: 3 });
  await teller.commit(both, 7, { lagMs: 1_234, live: false });
  await waitUntil(() => freshness.current().lagMs === 1_234);
  expect(freshness.current()).toEqual({ position: at(7), ordinal: 7, lagMs: 1_234 });
  await teller.announce(both, 7, { lagMs: 20 });
  await waitUntil(() => freshness.current().lagMs === 20);
  await teller.query(`NOTIFY projections, 'something else'`);
  await teller.announce(['a'], 7, { lagMs: 30 });
  await waitUntil(() => freshness.current(['a']).lagMs === 30);
});

test('a projection without tables of its own that are read stands before the first event', async () => {
  await teller.commit(['a'], 5);
  await teller.query(`INSERT INTO ops.checkpoints (projection, generation, version, epoch, commit_position,
    prepare_position, ordinal) VALUES ('b', 'next', 1, 1, 4, 4, 4)`);
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const freshness = await start({ logBeganAt: async () => anHourAgo });
  expect(freshness.current(['b'])).toMatchObject({ position: at(0), ordinal: 0 });
  await waitUntil(() => freshness.current(['b']).lagMs >= 3_600_000);
  expect(freshness.current(['a']).lagMs).toBeLessThan(3_600_000);
  expect(await freshness.waitFor(at(1), 10, ['b'])).toBe(false);
  expect(freshness.each()).toMatchObject([{ projection: 'a' }, { projection: 'b', state: 'building' }]);
  await teller.commit(['b'], 5);
  expect(await freshness.waitFor(at(5), 10_000)).toBe(true);
});

describe('waiting', () => {
  test('ends with the position, and lasts no longer than asked', async () => {
    await teller.commit(both, 3);
    const freshness = await start();
    expect(await freshness.waitFor(at(0), 0)).toBe(true);
    const early = freshness.waitFor(at(8), 50);
    const reached = freshness.waitFor(at(8), 10_000);
    expect(await early).toBe(false);
    await teller.commit(both, 8);
    expect(await reached).toBe(true);
    expect(await freshness.waitFor(at(8), 0)).toBe(true);
    expect(await freshness.waitFor({ commit: 8n, prepare: 9n }, 10)).toBe(false);
  });

  test('is for the projections that are named: one that is paused holds up nobody else', async () => {
    await teller.commit(both, 3);
    const freshness = await start();
    const ofAll = freshness.waitFor(at(8), 1_000);
    const ofA = freshness.waitFor(at(8), 10_000, ['a']);
    await teller.commit(['a'], 8);
    expect(await ofA).toBe(true);
    expect(await ofAll).toBe(false);
    expect(freshness.current(['a'])).toEqual({ position: at(8), ordinal: 8, lagMs: 0 });
    expect(freshness.current(['b']).position).toEqual(at(3));
  });

  test('turns away those beyond the limit, and ends with the process', async () => {
    const freshness = await start({ maxWaiters: 1 });
    const waiting = freshness.waitFor(at(1), 10_000);
    await expect(freshness.waitFor(at(1), 10_000)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await freshness.close();
    expect(await waiting).toBe(false);
    expect(await freshness.waitFor(at(1), 10_000)).toBe(false);
  });
});

describe('the lag', () => {
  test('grows while no projector says a word', async () => {
    let elapsed = 1_000;
    const freshness = await start({ clock: { elapsed: () => elapsed } });
    await teller.announce(both, 3, { lagMs: 40 });
    await waitUntil(() => freshness.current().lagMs === 40);
    elapsed += 1_500;
    expect(freshness.current().lagMs).toBe(40);
    elapsed += 60_000;
    expect(freshness.current().lagMs).toBe(61_540);
    await teller.announce(both, 3);
    await waitUntil(() => freshness.current().lagMs === 0);
  });

  test('of a paused projection grows from the first event that it lacks, and it is told', async () => {
    await teller.commit(both, 3);
    await teller.query(`INSERT INTO ops.paused_projections (projection) VALUES ('b')`);
    let elapsed = 1_000;
    const freshness = await start({ clock: { elapsed: () => elapsed } });
    const second = async (n: number) => {
      elapsed += 1_000;
      await teller.announce(['a'], n, { lagMs: elapsed / 1_000 });
      await waitUntil(() => freshness.current(['a']).lagMs === elapsed / 1_000);
    };
    for (let n = 0; n < 5; n++) await second(3);
    expect(freshness.current(['b']).lagMs).toBe(0);
    for (let n = 0; n < 5; n++) await second(4);
    expect(freshness.current(['b'])).toEqual({ position: at(3), ordinal: 3, lagMs: 5_000 });
    expect(freshness.each().map(({ state, complete }) => [state, complete])).toEqual([
      ['running', true],
      ['paused', false],
    ]);
  });

  test('before anybody has said a word is bounded by the age of the last event', async () => {
    await teller.commit(both, 3);
    await teller.query(`UPDATE ops.checkpoints SET last_event_recorded_at = now() - interval '1 hour'`);
    const freshness = await start();
    expect(freshness.current().lagMs).toBeGreaterThanOrEqual(3_600_000);
    await teller.announce(both, 3);
    await waitUntil(() => freshness.current().lagMs === 0);
  });
});

test('goes back with a later writer, and pays no heed to the one before', async () => {
  const freshness = await start();
  await teller.commit(both, 20, { epoch: 1 });
  expect(await freshness.waitFor(at(20), 10_000)).toBe(true);
  await teller.announce(both, 12, { epoch: 1 });
  await teller.announce(both, 20, { epoch: 1, lagMs: 5 });
  await waitUntil(() => freshness.current().lagMs === 5);
  expect(freshness.current().position).toEqual(at(20));
  await teller.announce(['b'], 4, { epoch: 2, lagMs: 77, live: false });
  await waitUntil(() => freshness.current().lagMs >= 77);
  await teller.announce(['b'], 21, { epoch: 1, lagMs: 1 });
  await teller.announce(['a'], 20, { epoch: 1, lagMs: 6 });
  await waitUntil(() => freshness.current(['a']).lagMs === 6);
  expect(freshness.current().position).toEqual(at(4));
  expect(freshness.current().lagMs).toBeGreaterThanOrEqual(77);
  expect(await freshness.waitFor(at(20), 10)).toBe(false);
});
