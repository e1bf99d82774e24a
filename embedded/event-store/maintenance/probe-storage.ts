import { damaged } from '../storage/damaged.ts';
import { openStorageReadOnly } from '../storage/open-storage.ts';
import { quickCheck } from '../storage/quick-check.ts';

/**
 * Looks at a directory as a node does that starts on it, also beside one.
 * @returns how many events it holds
 * @throws as openStorage does
 */
export async function probeStorage(dir: string): Promise<{ events: number }> {
  const storage = openStorageReadOnly(dir);
  try {
    const problem = quickCheck(storage);
    if (problem !== undefined) throw damaged(dir, problem);
    return { events: storage.head };
  } finally {
    await storage.close();
  }
}
