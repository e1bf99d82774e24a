import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../embedded/free-port.ts';

export type RunningRedis = { url: string; stop(): Promise<void> };

/**
 * Runs `redis-server` on a free port, without persistence. Where the program is missing, root of a Debian
 * container installs it. Without it, says so and returns undefined.
 */
export async function startRedis(): Promise<RunningRedis | undefined> {
  const redis = (await launch()) ?? (install() ? await launch() : undefined);
  if (!redis) process.stderr.write('NOT RUN: tests on Redis, for want of redis-server (or set REDIS_URL)\n');
  return redis;
}

async function launch(): Promise<RunningRedis | undefined> {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'redis-'));
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', dir];
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  const started = await once(server, 'spawn').catch(() => undefined);
  const remove = () => rm(dir, { recursive: true, force: true });
  if (!started) {
    await remove();
    return undefined;
  }
  const url = `redis://127.0.0.1:${port}`;
  await waitUntilUp(url);
  const stop = async () => {
    const ended = once(server, 'exit', { signal: AbortSignal.timeout(10_000) });
    server.kill('SIGTERM');
    await ended;
    await remove();
  };
  return { url, stop };
}

async function waitUntilUp(url: string): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 100 });
  redis.on('error', () => undefined);
  await redis.ping().finally(() => redis.disconnect());
}

/** Only where no systemd runs: there the package cannot start a service on the machine. */
function install(): boolean {
  if (process.getuid?.() !== 0 || existsSync('/run/systemd/system')) return false;
  const run = (...options: string[]) =>
    spawnSync('apt-get', options, { timeout: 60_000, stdio: 'ignore' }).status === 0;
  return run('update', '-q') && run('install', '-yq', '--no-install-recommends', 'redis-server');
}
