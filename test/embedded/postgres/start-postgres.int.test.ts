import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../../embedded/postgres/start-postgres.ts';

let dir: string;
let servers: PostgresServer[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'start-postgres-'));
  await chmod(dir, 0o755);
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(dir, { recursive: true });
});

async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<PostgresServer> {
  const server = await startPostgres({ dir, ...options });
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(server: PostgresServer): Promise<number> {
  return Number((await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

test('runs a durable UTF-8 server that only this machine with the password reaches', async () => {
  const { url, port } = await start();
  const settings = `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit',
    'full_page_writes', 'listen_addresses', 'unix_socket_directories', 'server_encoding', 'jit')`;
  const rows = await query(url, settings);
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    server_encoding: 'UTF8',
    jit: 'off',
  });
  expect(await query(url, 'SELECT datcollate FROM pg_database WHERE datname = current_database()')).toEqual([
    { datcollate: 'C' },
  ]);
  expect((await stat(join(dir, 'password'))).mode & 0o777).toBe(0o600);
  await expect(query(`postgres://outcomes:wrong@127.0.0.1:${port}/outcomes`, 'SELECT 1')).rejects.toThrow(
    'password authentication failed',
  );
});

test('keeps data over a clean stop, a SIGKILL and a process id given to another program', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  await first.stop();

  const second = await start({ port: first.port });
  expect(second.url).toBe(first.url);
  await query(second.url, 'INSERT INTO kept VALUES (2)');
  process.kill(await postmasterPid(second), 'SIGKILL');
  await second.ended;

  const lockFile = join(second.dataDir, 'postmaster.pid');
  const lock = await readFile(lockFile, 'utf8');
  await writeFile(lockFile, lock.replace(/^\d+/, `${process.pid}`));
  const third = await start();
  expect(await query(third.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
});

test('refuses a directory on which a server runs, and leaves that one alone', async () => {
  const first = await start();
  const pid = await postmasterPid(first);
  await expect(start({ startTimeoutMs: 300 })).rejects.toThrow(`(process ${pid}) is running on`);
  expect(await query(first.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('of two starts on a new directory one wins, and the directory is whole', async () => {
  const starts = await Promise.allSettled([
    start({ startTimeoutMs: 5_000 }),
    start({ startTimeoutMs: 5_000 }),
  ]);
  expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await servers[0]?.stop();
  const again = await start();
  expect(await query(again.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('works in a directory whose parents are closed to everybody else', async () => {
  const closed = join(dir, 'closed');
  await mkdir(closed, { mode: 0o700 });
  const server = await startPostgres({ dir: join(closed, 'postgres') });
  try {
    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    const isLink = (await lstat(join(closed, 'postgres', 'data'))).isSymbolicLink();
    expect(isLink).toBe(process.getuid?.() === 0);
  } finally {
    await server.stop();
    await rm(dirname(server.dataDir), { recursive: true });
  }
});

test('says what the server said when it cannot start', async () => {
  await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
    'invalid value for parameter',
  );
});

test('refuses a port that is taken', async () => {
  const { createServer } = await import('node:net');
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(start({ port })).rejects.toThrow('Address already in use');
  other.close();
});
