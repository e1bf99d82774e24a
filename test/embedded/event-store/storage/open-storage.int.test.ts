import { rmSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { openStorage } from '../../../../embedded/event-store/storage/open-storage.ts';
import { temporaryDirectory } from '../with-event-store.ts';

test('a directory of another format is refused', async () => {
  const dir = temporaryDirectory();
  const storage = openStorage(dir);
  await storage.commit(() => void storage.meta.put('format', 2));
  await storage.close();
  expect(() => openStorage(dir)).toThrow(
    `The directory ${dir} has storage format 2; this node reads format 1.`,
  );
  rmSync(dir, { recursive: true });
});
