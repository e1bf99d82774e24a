import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

/** The password kept in the file, readable by its owner only; a new random one the first time. */
export async function readPassword(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known) return known.trim();
  // A link is made whole or not at all: of two processes starting at once, both read the same password.
  const staging = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(staging, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(staging, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(staging);
  }
  return (await readFile(file, 'utf8')).trim();
}
