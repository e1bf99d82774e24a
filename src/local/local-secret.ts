import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The secret of an installation without configuration: made once, kept in `dir`, readable by its owner alone.
 */
export async function localSecret(dir: string): Promise<string> {
  const file = join(dir, 'secret');
  if (!existsSync(file)) await make(file);
  return readFile(file, 'utf8');
}

/** Writes it aside and links it, so that nobody ever reads half of it, nor finds it empty after a crash. */
async function make(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true });
    await link(draft, file).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
}
