import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitUntil } from '../support/wait-until.ts';
import { call, found, newFounder, signIn } from './client.ts';
import { newDataDir, removeDataDir } from './data-dir.ts';
import { processesOf } from './processes.ts';
import { gone, launchProduct, startProduct } from './product.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await newDataDir();
});
afterEach(() => removeDataDir(dataDir));

test('stops on SIGTERM and SIGINT within ten seconds, whoever is connected, and keeps what it has', async () => {
  const founder = newFounder();
  const first = await startProduct({ dataDir });
  await found(first.api, founder);
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const [answer] = await once(get(`${first.api}/health/live`, { agent }), 'response');
      await once(answer.resume(), 'end');
    }),
  );
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(20);
  let startedAt = performance.now();
  expect(await first.stop('SIGTERM')).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(first.output()).toContain('Stopped.');
  agent.destroy();

  const second = await startProduct({ dataDir });
  const token = await signIn(second.api, founder);
  // Requests in flight, from clients that keep their connections.
  const leave = new AbortController();
  const answers: number[] = [];
  const busy = Array.from({ length: 10 }, async () => {
    while (!leave.signal.aborted) {
      await call(`${second.api}/api/v1/auth/me`, 'GET', { token }).then(
        ({ status }) => answers.push(status),
        () => leave.abort(),
      );
    }
  });
  await waitUntil(() => answers.length > 100);
  startedAt = performance.now();
  expect(await second.stop('SIGINT')).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  leave.abort();
  await Promise.all(busy);
  expect(new Set(answers)).toEqual(new Set([200]));
});

test('leaves nothing behind when it is killed, and then starts again on its data', async () => {
  const founder = newFounder();
  const first = await startProduct({ dataDir });
  await found(first.api, founder);
  expect((await processesOf(dataDir)).length).toBeGreaterThan(10);
  first.signal('SIGKILL');
  await first.ended;
  await gone(dataDir, 10_000);

  const second = await startProduct({ dataDir });
  await signIn(second.api, founder);
  expect(await second.stop()).toBe(0);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'may be ended by %s at any moment of its start',
  async (signal) => {
    for (const moment of [
      'Starting PostgreSQL',
      'Starting the event store',
      'starting the roles',
      '"started"',
    ]) {
      const launched = launchProduct({ dataDir });
      await launched.said(moment);
      await delay(Math.random() * 300);
      const startedAt = performance.now();
      launched.signal(signal);
      const { code } = await launched.ended;
      expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
      await gone(dataDir);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    }
    const product = await startProduct({ dataDir });
    await found(product.api, newFounder());
    expect(await product.stop()).toBe(0);
  },
);
