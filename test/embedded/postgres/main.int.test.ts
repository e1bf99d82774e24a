import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { waitUntil } from '../../support/wait-until.ts';

const main = join(import.meta.dirname, '../../../embedded/postgres/main.ts');
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'postgres-main-'));
  await chmod(dir, 0o755);
});

// The server is still leaving where it was killed.
afterEach(() => rm(dir, { recursive: true, maxRetries: 20, retryDelay: 100 }));

async function run(...options: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--dir', dir, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(30_000) });
  const { ready, url } = JSON.parse(line);
  expect(ready).toBe(true);
  expect(await isUp(url)).toBe(true);
  return { child, url };
}

async function isUp(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

const exit = (child: ChildProcess) => once(child, 'exit', { signal: AbortSignal.timeout(20_000) });

test.each(['SIGTERM', 'SIGINT'] as const)('stops on %s', async (signal) => {
  const { child, url } = await run();
  const ended = exit(child);
  child.kill(signal);
  expect(await ended).toEqual([0, null]);
  expect(await isUp(url)).toBe(false);
});

test('stops when its parent goes, if asked to', async () => {
  const { child, url } = await run('--exit-with-parent');
  const ended = exit(child);
  child.stdin?.destroy();
  expect(await ended).toEqual([0, null]);
  expect(await isUp(url)).toBe(false);
});

test('takes the server along when it is killed', async () => {
  const { child, url } = await run();
  const ended = exit(child);
  child.kill('SIGKILL');
  await ended;
  await waitUntil(async () => !(await isUp(url)));
});

test('fails with a reason', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', main], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [[reason], [code]] = await Promise.all([once(child.stderr, 'data'), exit(child)]);
  expect(`${reason}`).toBe('--dir is required\n');
  expect(code).toBe(1);
});
