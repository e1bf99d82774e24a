import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createFreshness } from '../../src/platform/freshness.ts';
import { createPool } from '../../src/platform/postgres.ts';
import { createReadDatabase } from '../../src/platform/read-database.ts';
import { projections } from '../../src/projections/index.ts';
import { createQueryHandler } from '../../src/runtime/queries/create-query-handler.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { startProjectionTeller } from '../support/projection-teller.ts';
import { waitUntil } from '../support/wait-until.ts';

const names = projections.map(({ name }) => name);
const others = names.filter((name) => name !== 'audit-log');

let kit: Awaited<ReturnType<typeof startKit>>;
beforeAll(async () => {
  kit = await startKit();
});
afterAll(() => kit.stop());

async function startKit() {
  const { url, drop } = await createTestDatabase();
  const teller = await startProjectionTeller(url);
  const pool = createPool(url, { applicationName: 'test' });
  const freshness = await createFreshness({ url, projections: names });
  const database = createReadDatabase(pool);
  const { send } = httpKit({
    queryHandler: createQueryHandler({ database, freshness, cursorSecret: 'secret' }),
  });
  return {
    teller,
    freshness,
    get: (path: string, headers: Record<string, string> = {}) =>
      send('GET', `/api/v1${path}`, { token: tokenFor('owner'), headers }),
    async stop() {
      await freshness.close();
      await pool.end();
      await teller.stop();
      await drop();
    },
  };
}

test('a projection that stands still makes stale what reads it, and nothing else', async () => {
  const { teller, freshness, get } = kit;
  await teller.commit(names, 5);
  await teller.commit(others, 9, { lagMs: 3 });
  await teller.announce(['audit-log'], 5, { lagMs: 60_000, live: false });
  await teller.announce(others, 9, { lagMs: 4 });
  await waitUntil(() => freshness.current(['cycles']).lagMs === 4);

  const cycles = await get('/cycles', { 'X-Consistency-Token': '9' });
  expect(cycles.status).toBe(200);
  expect(cycles.at('meta')).toMatchObject({ position: '9', lagMs: 4 });

  const audit = await get('/audit/events');
  expect(audit.status).toBe(200);
  expect(audit.at('meta.position')).toBe('5');
  expect(audit.at('meta.lagMs')).toBeGreaterThanOrEqual(60_000);
  const late = await get('/audit/events', { 'X-Consistency-Token': '9', Prefer: 'wait=0' });
  expect(late.status).toBe(503);
  expect(late.at('error.details.0.position')).toBe('5');
  expect(late.at('error.message')).toBe('the read models are not that far yet: audit-log is catching up');
  expect(late.at('error.details.0.projections')).toMatchObject([{ name: 'audit-log', position: '5' }]);
  expect(late.at('error.details.0.lagMs')).toBeGreaterThanOrEqual(60_000);
});

test('who waits is answered with what was written meanwhile, by another process', async () => {
  const { teller, get } = kit;
  const waiting = get('/objectives', { 'X-Consistency-Token': '12', Prefer: 'wait=10' });
  await teller.commit(others, 12);
  const answer = await waiting;
  expect(answer.status).toBe(200);
  expect(answer.at('meta.position')).toBe('12');
});
