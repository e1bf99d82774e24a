import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Puts a file or the entries of a directory on disk: they too must survive a power cut. */
export function flush(path: string): void {
  const fd = openSync(path, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
