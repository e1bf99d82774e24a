import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { openStorageReadOnly } from '../storage/open-storage.ts';

/**
 * Copies a directory to another, which must be empty or not exist, also beside a running node: the copy holds
 * what was on disk when it began, and is a directory for a node.
 * @returns how many events the copy holds
 * @throws when the target holds something, or the source is not sound
 */
export async function backupStorage(dir: string, to: string): Promise<{ events: number }> {
  if (existsSync(to) && readdirSync(to).length > 0) throw new Error(`The directory ${to} is not empty.`);
  const storage = openStorageReadOnly(dir);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  await storage.backup(to);
  await storage.close();
  return { events: storage.head };
}
