import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';
import { makeDirectory } from './make-directory.ts';

/**
 * Takes the exclusive lock on a directory, creating it if needed. The operating system releases the lock when
 * the process ends, however it ends.
 * @returns the function that releases it
 * @throws Error when it cannot be made or written to, or another process holds it; `owner` names what such a process is
 */
export function lockDirectory(dir: string, owner: string): () => void {
  makeDirectory(dir);
  const fd = openLock(dir);
  if (!tryLock(fd)) {
    closeSync(fd);
    throw new Error(`the directory ${dir} is in use by another ${owner}; stop that one first`);
  }
  return () => closeSync(fd);
}

function openLock(dir: string): number {
  try {
    return openSync(join(dir, 'lock'), 'a+');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new Error(`nothing can be written to the directory ${dir} (${code})`, { cause: error });
  }
}
