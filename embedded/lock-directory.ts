import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';

/**
 * Takes the exclusive lock on a directory, creating it if needed. The operating system releases the lock when
 * the process ends, however it ends.
 * @returns the function that releases it
 * @throws Error when another process holds it; `owner` names what such a process is
 */
export function lockDirectory(dir: string, owner: string): () => void {
  mkdirSync(dir, { recursive: true });
  const fd = openSync(join(dir, 'lock'), 'a+');
  if (!tryLock(fd)) {
    closeSync(fd);
    throw new Error(`the directory ${dir} is in use by another ${owner}; stop that one first`);
  }
  return () => closeSync(fd);
}
