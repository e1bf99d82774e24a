import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { readAddresses } from '../../src/local/addresses.ts';
import { runOutcomes } from '../cli/run-outcomes.ts';
import { waitUntil } from '../support/wait-until.ts';
import { call, type Founded, found, insist, newFounder } from './client.ts';
import { newDataDir, removeDataDir, serversOf } from './data-dir.ts';
import { metric } from './metrics.ts';
import { processesOf } from './processes.ts';
import { launchProduct, type Product, startProduct, statusOf } from './product.ts';

let dataDir: string;
let product: Product;
let founded: Founded;

beforeAll(async () => {
  dataDir = await newDataDir();
  product = await startProduct({ dataDir });
  founded = await found(product.api, newFounder());
});
afterAll(async () => {
  await product?.stop();
  await removeDataDir(dataDir);
});

async function rename(name: string): Promise<void> {
  const { token, organizationId } = founded;
  const body = { organizationId, name };
  await insist(`${product.api}/api/v1/commands/RenameOrganization`, 'POST', { token, body });
}

test('says where things are, and they are there', async () => {
  const { api, operations } = product;
  expect(product.output()).toContain(`${api}/docs`);
  expect(product.output()).toContain('outcomes register');
  expect(product.output()).toContain(`Data are kept in ${dataDir}.`);
  expect(Object.keys(operations)).toEqual(['api', 'projector', 'worker']);
  const paths = ['/health/ready', '/health/live', '/docs/', '/api/openapi.json'];
  const urls = [
    ...paths.map((path) => `${api}${path}`),
    ...Object.values(operations).flatMap((url) => [`${url}/health/ready`, `${url}/metrics`]),
  ];
  for (const url of urls) expect([url, await statusOf(url)]).toEqual([url, 200]);
});

test('says where the database is, without its password', async () => {
  const [address = ''] = /postgres:\/\/outcomes@127\.0\.0\.1:\d+\/outcomes/.exec(product.output()) ?? [];
  const file = join(dataDir, 'postgres', 'password');
  const password = (await readFile(file, 'utf8')).trim();
  expect(product.output()).toContain(`the password is in ${file}`);
  expect(product.output()).not.toContain(password);
  expect(await readFile(join(dataDir, 'addresses.json'), 'utf8')).not.toContain(password);
  expect(readAddresses(dataDir)).toMatchObject({ api: product.api, database: address });
  const client = new pg.Client(address.replace('@', `:${password}@`));
  await client.connect();
  const { rows } = await client.query('SELECT current_database() AS name').finally(() => client.end());
  expect(rows).toEqual([{ name: 'outcomes' }]);
});

test('commands that run beside it find it without configuration', async () => {
  const env = {
    ...{ DATA_DIR: dataDir, EVENTSTORE_URL: '', OUTCOMES_URL: '', OUTCOMES_TOKEN: founded.token },
    ...{ OUTCOMES_OPERATIONS_URL: '', OPERATIONS_TOKEN: '' },
  };
  const checked = await runOutcomes(['events', 'check'], env);
  expect([checked.code, checked.out]).toEqual([0, expect.stringContaining('every one parses.')]);
  const whoami = await runOutcomes(['whoami'], env);
  expect([whoami.code, whoami.out]).toEqual([0, expect.stringContaining(` at ${product.api}\n`)]);
  const status = await runOutcomes(['projections', 'status'], env);
  expect([status.code, status.out]).toEqual([0, expect.stringMatching(/^audit-log +live /m)]);
});

describe('metrics', () => {
  test('move with what happens', async () => {
    const { api, projector, worker } = product.operations;
    const read = async () => ({
      requests: (await metric(api, 'outcomes_http_request_seconds_count')) ?? 0,
      accepted: (await metric(api, 'outcomes_commands_total', { outcome: 'accepted' })) ?? 0,
      refused: (await metric(api, 'outcomes_commands_total', { outcome: 'NOT_FOUND' })) ?? 0,
      appended: (await metric(api, 'outcomes_events_appended_total')) ?? 0,
      projected: (await metric(projector, 'outcomes_events_projected_total')) ?? 0,
      batches: (await metric(projector, 'outcomes_projection_batch_seconds_count')) ?? 0,
      jobs: (await metric(worker, 'outcomes_jobs', { queue: 'imports', state: 'completed' })) ?? 0,
    });
    const before = await read();

    const { token, organizationId } = founded;
    const unknown = { organizationId, invitationId: organizationId };
    await rename('Moved');
    await call(`${product.api}/api/v1/commands/RevokeInvitation`, 'POST', { token, body: unknown });
    await insist(`${product.api}/api/v1/imports?dryRun=true`, 'POST', { token, body: 'cycle\n' });

    await waitUntil(async () => {
      const after = await read();
      return Object.keys(before).every((name) => {
        const key = name as keyof typeof before;
        return after[key] > before[key];
      });
    });
    const after = await read();
    expect(after.projected - before.projected).toBe(after.appended - before.appended);
    expect(await metric(projector, 'outcomes_projection_dead_letters')).toBe(0);
  });

  test('tell the lag of the read models, in events and in seconds', async () => {
    const { api, projector } = product.operations;
    const of = { projection: 'organizations' };
    const lag = async () => [
      await metric(projector, 'outcomes_projection_lag_events', of),
      await metric(projector, 'outcomes_projection_lag_seconds', of),
      await metric(api, 'outcomes_projection_lag_seconds', of),
    ];
    await waitUntil(async () => (await lag()).every((value) => value === 0));
    const before = await metric(api, 'outcomes_projection_ordinal', of);
    expect(before).toBeGreaterThan(0);
    expect(await metric(api, 'outcomes_projection_lag_events')).toBeUndefined();

    const client = new pg.Client((await serversOf(dataDir)).database);
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE read.organizations');
      await rename('Lagging');
      await waitUntil(async () => (await lag()).every((value) => value !== undefined && value > 0));
      expect((await lag())[0]).toBe(1);
    } finally {
      await client.end();
    }
    await waitUntil(async () => (await lag()).every((value) => value === 0));
    expect(await metric(api, 'outcomes_projection_ordinal', of)).toBe(Number(before) + 1);
  });
});

describe('refuses, in one line that says what to do, and leaves nothing running', () => {
  async function refusal(env: Record<string, string>, on?: string): Promise<string> {
    const directory = on ?? (await newDataDir());
    const before = await processesOf(directory);
    const launched = launchProduct({ dataDir: directory, env });
    expect(await launched.ended).toEqual({ code: 1, signal: null });
    const pids = (await processesOf(directory)).map(({ pid }) => pid);
    expect(pids.filter((pid) => !before.some((each) => each.pid === pid))).toEqual([]);
    if (on === undefined) await removeDataDir(directory);
    return launched.output();
  }

  async function withTakenPort(work: (port: number) => Promise<void>): Promise<void> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    await work(typeof address === 'object' && address ? address.port : 0);
    server.close();
  }

  test('a port that is taken', () =>
    withTakenPort(async (port) => {
      expect(await refusal({ PORT: `${port}` })).toBe(`port ${port} is taken; set PORT to a free one\n`);
    }));

  test('a data directory that cannot be made', async () => {
    expect(await refusal({ DATA_DIR: '/proc/outcomes' })).toMatch(
      /^the directory \/proc\/outcomes cannot be made: .*\n$/,
    );
  });

  test('a port of operations that is taken, of whichever role', () =>
    withTakenPort(async (port) => {
      expect(await refusal({ OPERATIONS_PORT: `${port - 1}` })).toBe(
        `port ${port} is taken; set OPERATIONS_PORT to a free one\n`,
      );
    }));

  test('one port for two things', async () => {
    const { port } = new URL(product.api);
    const free = `${Number(port) - 1000}`;
    expect(await refusal({ PORT: free, OPERATIONS_PORT: free })).toContain('OPERATIONS_PORT');
  });

  test('a data directory that is in use', async () => {
    const said = await refusal({}, dataDir);
    expect(said).toContain(dataDir);
    expect(said).toContain('in use by another Product Outcomes');
  });

  test('a configuration that is not valid', async () => {
    expect(await refusal({ PORT: 'http' })).toContain('PORT');
  });
});
