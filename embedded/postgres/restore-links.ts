import { randomBytes } from 'node:crypto';
import { readFile, rename, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/**
 * Makes the links between libraries that `native/pg-symlinks.json` of a package lists and that are missing:
 * npm packages cannot hold links, and an install without scripts does not make them.
 * Returns false when the place cannot be written.
 */
export async function restoreLinks(root: string): Promise<boolean> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: { source: string; target: string }[] = JSON.parse(list);
  try {
    for (const { source, target } of links) {
      const path = join(root, target);
      if (await stat(path).catch(() => undefined)) continue;
      // A rename replaces whatever is there, so several processes may do this at once.
      const staging = `${path}.${randomBytes(4).toString('hex')}`;
      await symlink(relative(dirname(target), source), staging);
      await rename(staging, path);
    }
    return true;
  } catch {
    return false;
  }
}
