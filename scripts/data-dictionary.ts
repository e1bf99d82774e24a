import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../embedded/postgres/start-postgres.ts';
import { migrateToLatest } from '../src/platform/migrate.ts';
import { closePool, createPool } from '../src/platform/postgres.ts';
import { describeReadModels } from './describe-read-models.ts';

const file = join(import.meta.dirname, '../docs/data-dictionary.md');

/** Writes docs/data-dictionary.md from a database that was migrated a moment ago. */
const dir = await mkdtemp(join(tmpdir(), 'data-dictionary-'));
// PostgreSQL runs under another account where this runs as root.
await chmod(dir, 0o755);
const server = await startPostgres({ dir });
try {
  await migrateToLatest(server.url);
  const pool = createPool(server.url, { applicationName: 'data-dictionary', max: 1 });
  const described = await describeReadModels(pool);
  await closePool(pool);
  const changed = described !== (await readFile(file, 'utf8').catch(() => null));
  if (changed) await writeFile(file, described);
  console.log(
    `docs/data-dictionary.md ${changed ? 'was changed: commit it' : 'is up to date: nothing to change'}`,
  );
} finally {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
}
