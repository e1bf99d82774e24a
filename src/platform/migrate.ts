import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'bullmq';
import type { Knex } from 'knex';
import { DatabaseError } from 'pg';
import { backoffMs } from '../runtime/backoff.ts';
import { closePool, createKnex, createPool } from './postgres.ts';

type Source = Knex.MigrationSource<string>;
type Config = Knex.MigratorConfig & { readonly migrationSource: Source };

const migrations = new URL('../../migrations/', import.meta.url);

/** Any number, the same in every process: one migrates, the others wait. */
const migrationLock = 7_301_519;
const waitForLockMs = 120_000;
/** A migration that waits for a table makes everybody wait who comes after it: no longer than this at a time. */
const waitForTableMs = 250;
const [shortestRestMs, longestRestMs] = [500, 10_000];
const lockNotAvailable = '55P03';

/**
 * Brings the database up to date: our migrations in `directory` (modules `NNNN-name` that export `up` and
 * `down`, run in the order of their names, each in a transaction), then those of the job queues. Safe to call
 * from several processes at once, and after one was killed in the middle. Migrations of a later version stay:
 * they widen only, so that the code before them can take over again.
 * Returns the names of the migrations that were run. `onBusy` is told each time that somebody uses a table that a
 * migration needs for itself; it is tried again.
 * @throws Error when a migration fails, is recorded but missing among ours, or somebody else migrates, or uses a
 * table, for two minutes.
 */
export async function migrateToLatest(
  url: string,
  directory: URL = migrations,
  onBusy: () => void = () => {},
): Promise<string[]> {
  const pool = createPool(url, {
    applicationName: 'migrate',
    statementTimeoutMs: 0,
    lockTimeoutMs: waitForTableMs,
  });
  const builder = createKnex(pool);
  const client = await pool.connect();
  try {
    await client.query(`SET lock_timeout = ${waitForLockMs}`);
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    // Knex would refuse migrations of a later version as well.
    const config = { migrationSource: await sourceFrom(directory), disableMigrationsListValidation: true };
    // We hold the lock, so Knex's own, which survives a killed process, protects nobody.
    await builder.migrate.forceFreeMigrationsLock(config);
    const recorded = await recordedIn(builder, config);
    await refuseGaps(recorded, config);
    const names = await runAll(builder, config, onBusy, recorded);
    await runMigrations(client, 'bullmq');
    return names;
  } finally {
    await builder.destroy();
    // Ends the session, and with it the lock.
    client.release(true);
    await closePool(pool);
  }
}

/** `before`: names of those that have been run already. */
async function runAll(
  builder: Knex,
  config: Config,
  onBusy: () => void,
  before: readonly string[],
): Promise<string[]> {
  const giveUpAt = performance.now() + waitForLockMs;
  for (let failures = 1; ; failures += 1) {
    try {
      await builder.migrate.latest(config);
      return (await recordedIn(builder, config)).filter((name) => !before.includes(name));
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== lockNotAvailable) throw error;
      if (performance.now() > giveUpAt) {
        throw new Error('somebody has been using a table for two minutes that a migration needs for itself', {
          cause: error,
        });
      }
      onBusy();
      await delay(backoffMs(failures, shortestRestMs, longestRestMs));
    }
  }
}

async function recordedIn(builder: Knex, config: Config): Promise<string[]> {
  const [recorded]: [{ name: string }[]] = await builder.migrate.list(config);
  return recorded.map(({ name }) => name);
}

async function refuseGaps(recorded: readonly string[], { migrationSource: source }: Config): Promise<void> {
  const ours = (await source.getMigrations([])).map((file) => source.getMigrationName(file));
  const last = ours.at(-1) ?? '';
  const gap = recorded.find((name) => name < last && !ours.includes(name));
  if (gap === undefined) return;
  throw new Error(
    `the database has the migration ${gap}, which this version lacks, though it has later ones: ` +
      'start the version that made it',
  );
}

/** Files are .ts in development and .js after the build: the recorded name has no extension. */
async function sourceFrom(directory: URL): Promise<Source> {
  const files = (await readdir(directory))
    .filter((file) => /^\d{4}-.*(?<!\.d)\.(ts|js|mjs)$/.test(file))
    .sort();
  return {
    getMigrations: () => Promise.resolve(files),
    getMigrationName: (file) => file.replace(/\.\w+$/, ''),
    getMigration: (file) => import(fileURLToPath(new URL(file, directory))),
  };
}
