#!/usr/bin/env node
// npx outcomes …: the command line. Installs and builds first where that was not done yet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const main = join(root, 'dist', 'src', 'cli', 'main.js');

if (!existsSync(main) || !existsSync(join(root, 'node_modules', 'commander'))) {
  const { ensureInstalled } = await import('../scripts/ensure-installed.mjs');
  const { run } = await import('../scripts/run.mjs');
  ensureInstalled();
  console.error('Building …');
  const failed = await run('node', ['scripts/build.mjs']);
  if (failed) process.exit(failed);
}
await import(pathToFileURL(main).href);
