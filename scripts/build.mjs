// npm run build: compiles the product into dist/.
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const root = join(import.meta.dirname, '..');
const startedAt = new Date();
const failed = await run('tsc', ['-p', 'tsconfig.build.json']);
if (!failed) {
  removeStaleMigrations();
  // Tells which sources are newer.
  const marker = join(root, 'dist', '.built');
  writeFileSync(marker, '');
  utimesSync(marker, startedAt, startedAt);
}
process.exit(failed);

/** Migrations are found by their directory: one of another version of the code would be run as well. */
function removeStaleMigrations() {
  const built = join(root, 'dist', 'migrations');
  for (const file of readdirSync(built)) {
    const source = file.replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(join(root, 'migrations', source))) rmSync(join(built, file));
  }
}
