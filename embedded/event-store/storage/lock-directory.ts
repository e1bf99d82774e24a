import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';

/**
 * Takes the exclusive lock on a data directory, creating the directory if needed.
 * The operating system releases it when the process ends, however it ends.
 * @returns the function that releases it
 * @throws when another node holds it
 */
export function lockDirectory(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const fd = openSync(join(dir, 'node.lock'), 'a+');
  if (!tryLock(fd)) {
    closeSync(fd);
    throw new Error(`The directory ${dir} is in use by another event store node; stop that one first.`);
  }
  return () => closeSync(fd);
}
