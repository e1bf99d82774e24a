import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { waitUntil } from '../support/wait-until.ts';
import { call, type Founded, found, insist, newFounder } from './client.ts';
import { newDataDir, removeDataDir, serversOf } from './data-dir.ts';
import { metric } from './metrics.ts';
import { type Product, startProduct } from './product.ts';

const mostLagMs = 2_500;

let dataDir: string;
let product: Product;
let founded: Founded;
let database: pg.Client;

beforeAll(async () => {
  dataDir = await newDataDir();
  product = await startProduct({ dataDir, env: { READY_MAX_LAG_MS: `${mostLagMs}` } });
  founded = await found(product.api, newFounder());
  database = new pg.Client((await serversOf(dataDir)).database);
  await database.connect();
});
afterAll(async () => {
  await database?.end();
  await product?.stop();
  await removeDataDir(dataDir);
});

/** Answers the consistency token. */
async function rename(name: string): Promise<string> {
  const { token, organizationId } = founded;
  const body = { organizationId, name };
  const { headers } = await insist(`${product.api}/api/v1/commands/RenameOrganization`, 'POST', {
    token,
    body,
  });
  return headers.get('X-Consistency-Token') ?? '';
}

/** Asks for what was written up to a position, and no longer than `wait` seconds. */
async function read(path: string, position: string | null, wait = 0) {
  const { token } = founded;
  const headers = { Prefer: `wait=${wait}`, ...(position ? { 'X-Consistency-Token': position } : {}) };
  const { status, text } = await call(`${product.api}/api/v1/${path}`, 'GET', { token, headers });
  const { meta, error } = JSON.parse(text);
  return { status, meta, error };
}

const organization = () => `organizations/${founded.organizationId}`;

interface ReadModels {
  readonly projections: Readonly<Record<string, { readonly state: string }>>;
}

async function readModels(): Promise<{ status: number; check: ReadModels }> {
  const answer = await fetch(`${product.api}/health/ready`);
  const { checks } = JSON.parse(await answer.text());
  return { status: answer.status, check: checks.readModels };
}

const stateOf = async (projection: string) => (await readModels()).check.projections[projection]?.state;

const figure = (name: string, projection: string) =>
  metric(product.operations.projector, `outcomes_projection_${name}`, { projection });

test('a projection that is paused makes stale what reads it, says so everywhere, and comes back', async () => {
  await database.query(`INSERT INTO ops.paused_projections (projection) VALUES ('audit-log')`);
  let position = '';
  await waitUntil(
    async () => {
      position = await rename(`Renamed ${Date.now()}`);
      expect((await read(organization(), position, 10)).status).toBe(200);
      return (await read('audit/events', position)).status === 503;
    },
    { everyMs: 200 },
  );
  await waitUntil(async () => {
    const [paused, live] = [await figure('ordinal', 'audit-log'), await figure('ordinal', 'organizations')];
    const missing = Number(live) - Number(paused);
    return missing > 0 && (await figure('lag_events', 'audit-log')) === missing;
  });
  expect(await figure('lag_events', 'organizations')).toBe(0);

  await waitUntil(async () => (await read('audit/events', null)).meta.lagMs > mostLagMs);
  const stale = await read('audit/events', null);
  expect(stale.status).toBe(200);
  expect(BigInt(stale.meta.position)).toBeLessThan(BigInt(position));
  const fresh = await read(organization(), position);
  expect(fresh.status).toBe(200);
  expect(fresh.meta.lagMs).toBeLessThan(mostLagMs);
  expect(await figure('lag_seconds', 'audit-log')).toBeGreaterThan(mostLagMs / 1_000);
  await waitUntil(async () => (await stateOf('audit-log')) === 'paused');
  expect((await read('audit/events', position)).error).toMatchObject({
    message: 'the read models are not that far yet: audit-log is paused',
    details: [{ projections: [{ name: 'audit-log', state: 'paused' }] }],
  });
  expect(await readModels()).toMatchObject({
    status: 200,
    check: {
      ok: true,
      tooFarBehind: ['audit-log'],
      projections: { 'audit-log': { state: 'paused' }, organizations: { state: 'running' } },
    },
  });

  await database.query('DELETE FROM ops.paused_projections');
  expect((await read('audit/events', position, 10)).status).toBe(200);
  await waitUntil(async () => (await figure('lag_events', 'audit-log')) === 0);
  await waitUntil(async () => (await figure('lag_seconds', 'audit-log')) === 0);
  expect(await figure('ordinal', 'audit-log')).toBe(await figure('ordinal', 'organizations'));
});

test('nobody is ready while the projector is away', async () => {
  const resumed = await product.pidOf('projector');
  process.kill(resumed, 'SIGSTOP');
  try {
    await waitUntil(async () => (await readModels()).status === 503);
    expect(await readModels()).toMatchObject({
      check: { ok: false, reason: expect.stringMatching(/^too far behind: organizations \d+ s, /) },
    });
  } finally {
    process.kill(resumed, 'SIGCONT');
  }
  await waitUntil(async () => (await readModels()).status === 200, { deadlineMs: 30_000 });
});
