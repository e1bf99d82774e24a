import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'this file system takes no directories',
  ENOTDIR: 'there is a file in the way',
  EEXIST: 'there is a file in the way',
};

/**
 * Makes a directory, and its parents, where they are missing. Each by itself: Node's recursive mkdir never ends below
 * a directory that takes none, such as /proc.
 * @throws Error with a sentence when that cannot be, or when the path is something else
 */
export function makeDirectory(dir: string, mode = 0o777): void {
  const missing: string[] = [];
  for (let path = resolve(dir); !existsSync(path); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) {
    try {
      mkdirSync(path, { mode });
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      // Another process may just have made it.
      if (code === 'EEXIST' && isDirectory(path)) continue;
      throw new Error(`the directory ${dir} cannot be made: ${reasons[code] ?? code}`, { cause: error });
    }
  }
  if (!isDirectory(dir)) throw new Error(`${dir} is not a directory`);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
