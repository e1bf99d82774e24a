import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../support/wait-until.ts';
import { call, found, insist, newFounder, signIn } from './client.ts';
import { newDataDir, removeDataDir } from './data-dir.ts';
import { processesOf } from './processes.ts';
import { gone, launchProduct, type Product, startProduct } from './product.ts';

const founder = newFounder();
let dataDir: string;

beforeAll(async () => {
  dataDir = await newDataDir();
});
afterAll(() => removeDataDir(dataDir));

/** Stops it within the time that is promised, every process by itself, and with nothing left. */
async function stopInTime(product: Product, signal: NodeJS.Signals): Promise<void> {
  const startedAt = performance.now();
  expect(await product.stop(signal)).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(product.output()).toContain('Stopped.');
  expect(product.output()).not.toContain('did not stop in time');
}

test.each([
  ['SIGKILL', 'Starting PostgreSQL', false],
  ['SIGTERM', 'Starting PostgreSQL', false],
  ['SIGKILL', 'starting the roles', true],
  ['SIGTERM', 'starting the roles', true],
] as const)('may be ended by %s while it says "%s" (by script: %s)', async (signal, moment, byScript) => {
  const launched = launchProduct({ dataDir, byScript });
  await launched.said(moment);
  await delay(Math.random() * 500);
  const startedAt = performance.now();
  launched.signal(signal);
  expect(await launched.ended).toEqual(
    signal === 'SIGTERM' ? { code: 0, signal: null } : { code: null, signal },
  );
  await gone(dataDir);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('leaves nothing running when it is killed', async () => {
  const product = await startProduct({ dataDir });
  await found(product.api, founder);
  expect((await processesOf(dataDir)).length).toBeGreaterThan(10);
  product.signal('SIGKILL');
  await product.ended;
  await gone(dataDir);
  // Nor half of anything from the starts that were broken off.
  expect((await readdir(join(dataDir, 'postgres'))).sort()).toEqual(['data', 'password', 'server.log']);
});

test('starts again on its data, and stops on SIGTERM although clients stay connected', async () => {
  const product = await startProduct({ dataDir });
  expect(await readdir(dataDir)).toContain('addresses.json');
  expect(product.output()).toContain('outcomes sign-in');
  expect(product.output()).not.toContain('First sign-in');
  const token = await signIn(product.api, founder);
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const [answer] = await once(get(`${product.api}/health/live`, { agent }), 'response');
      await once(answer.resume(), 'end');
    }),
  );
  await waitUntil(() => Object.values(agent.freeSockets).flat().length === 20);
  // One of them waits for read models that never come; it is told so.
  const headers = { 'X-Consistency-Token': '999999999', Prefer: 'wait=10' };
  const waiting = call(`${product.api}/api/v1/key-results`, 'GET', { token, headers });
  // A later request has been answered: that one is there.
  await signIn(product.api, founder);
  await stopInTime(product, 'SIGTERM');
  expect(await readdir(dataDir)).not.toContain('addresses.json');
  expect((await waiting).status).toBe(503);
  agent.destroy();
});

test('stops on SIGINT in the middle of requests, an import and its projection', async () => {
  const product = await startProduct({ dataDir, byScript: true });
  const token = await signIn(product.api, founder);
  const leave = new AbortController();
  const statuses: number[] = [];
  const clients = Array.from({ length: 8 }, async () => {
    while (!leave.signal.aborted) {
      await call(`${product.api}/api/v1/auth/me`, 'GET', { token }).then(
        ({ status }) => statuses.push(status),
        () => leave.abort(),
      );
    }
  });
  const body = await readFile(join(import.meta.dirname, '../../examples/company.csv'), 'utf8');
  const path = `${product.api}/api/v1/imports`;
  const { id } = (await insist<{ id: string }>(path, 'POST', { token, body })).data;
  await waitUntil(
    async () => {
      const { data } = await insist<{ rowsDone: number }>(`${path}/${id}`, 'GET', { token });
      return data.rowsDone > 100;
    },
    { deadlineMs: 30_000 },
  );
  await stopInTime(product, 'SIGINT');
  leave.abort();
  await Promise.all(clients);
  expect(statuses.length).toBeGreaterThan(50);
  expect(new Set(statuses)).toEqual(new Set([200]));
});
