import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../../make-directory.ts';
import { flush } from '../storage/flush.ts';
import { openStorageReadOnly } from '../storage/open-storage.ts';
import { quickCheck } from '../storage/quick-check.ts';

/**
 * Copies the storage in a directory to another, which must be empty or not exist, also beside a running node:
 * the copy holds what was on disk when it began. It has passed the quick check and is a directory for a node.
 * @returns how many events the copy holds
 * @throws when the target holds something, there is nothing to copy, or the copy is not sound
 */
export async function backupStorage(dir: string, to: string): Promise<{ events: number }> {
  if (statSync(to, { throwIfNoEntry: false })?.isDirectory() && readdirSync(to).length > 0)
    throw new Error(`The directory ${to} is not empty; a backup needs one of its own.`);
  const storage = openStorageReadOnly(dir);
  try {
    // Events hold personal data: nobody else on the machine reads them.
    makeDirectory(to, 0o700);
    await storage.backup(to);
  } finally {
    await storage.close();
  }
  for (const path of [join(to, 'data.mdb'), to]) flush(path);
  return { events: await checkCopy(dir, to) };
}

async function checkCopy(dir: string, to: string): Promise<number> {
  const copy = openStorageReadOnly(to);
  try {
    const problem = quickCheck(copy);
    if (problem !== undefined)
      throw new Error(
        `The backup in ${to} is not sound: ${problem}. Look at the original with ` +
          `\`npx outcomes eventstore check --dir ${dir}\`.`,
      );
    return copy.head;
  } finally {
    await copy.close();
  }
}
