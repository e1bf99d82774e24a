#!/usr/bin/env node
// npx outcomes …: the command line. Installs and builds first where that is to be done.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const main = join(root, 'dist', 'src', 'cli', 'main.js');

if (!existsSync(main) || !existsSync(join(root, 'node_modules', 'commander')) || isStale()) {
  const { ensureInstalled } = await import('../scripts/ensure-installed.mjs');
  const { run } = await import('../scripts/run.mjs');
  ensureInstalled();
  console.error('Building …');
  const failed = await run('node', ['scripts/build.mjs']);
  if (failed) process.exit(failed);
}
await import(pathToFileURL(main).href);

/** Whether a source is newer than the build; an image has no sources. */
function isStale() {
  const sources = ['src', 'embedded', 'migrations'].map((name) => join(root, name)).filter(existsSync);
  const builtAt = statSync(join(root, 'dist', '.built'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.some((directory) =>
    readdirSync(directory, { recursive: true }).some(
      (name) => statSync(join(directory, name)).mtimeMs > builtAt,
    ),
  );
}
