import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../embedded/postgres/start-postgres.ts';
import { migrateToLatest } from '../../src/platform/migrate.ts';
import { createDatabase } from './create-database.ts';
import { startProcess } from './start-process.ts';
import { startRedis } from './start-redis.ts';

const eventStoreMain = join(import.meta.dirname, '../../embedded/event-store/main.ts');

/** Speed instead of durability: a test server's data are thrown away. */
const forgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts one PostgreSQL, with a migrated template database, one event store and, where there is the program,
 * one Redis for all test files, and puts their addresses into the environment, which Jest's workers inherit
 * (see test-servers.ts). A server whose address is in the environment (DATABASE_URL, EVENTSTORE_URL,
 * REDIS_URL) is used instead.
 */
export async function startServers(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'outcomes-test-'));
  // PostgreSQL runs under another account where the tests run as root.
  await chmod(dir, 0o755);
  const stops: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
  };
  try {
    await Promise.all([providePostgres(dir, stops), provideEventStore(dir, stops), provideRedis(stops)]);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function providePostgres(dir: string, stops: (() => Promise<unknown>)[]): Promise<void> {
  let url = process.env.DATABASE_URL;
  if (!url) {
    const server = await startPostgres({ dir: join(dir, 'postgres'), settings: forgetful });
    stops.push(server.stop);
    url = server.url;
  }
  process.env.TEST_DATABASE_URL = url;
  const template = await createDatabase(url);
  stops.push(template.drop);
  await migrateToLatest(template.url);
  process.env.TEST_TEMPLATE_DATABASE = new URL(template.url).pathname.slice(1);
}

async function provideEventStore(dir: string, stops: (() => Promise<unknown>)[]): Promise<void> {
  process.env.TEST_EVENTSTORE_URL = process.env.EVENTSTORE_URL ?? '';
  if (process.env.EVENTSTORE_URL || !(await stat(eventStoreMain).catch(() => undefined))) return;
  const options = ['--dir', join(dir, 'event-store'), '--port', '0', '--exit-with-parent'];
  const server = await startProcess(eventStoreMain, options);
  stops.push(server.stop);
  process.env.TEST_EVENTSTORE_URL = server.ready.url;
}

async function provideRedis(stops: (() => Promise<unknown>)[]): Promise<void> {
  const given = process.env.REDIS_URL;
  const redis = given ? undefined : await startRedis();
  if (redis) stops.push(redis.stop);
  process.env.TEST_REDIS_URL = given ?? redis?.url ?? '';
}
