import { rmSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkStorage } from '../../../../embedded/event-store/maintenance/check-storage.ts';
import { openStorage, type Storage } from '../../../../embedded/event-store/storage/open-storage.ts';
import { eventIdOf, streamNameOf } from '../../../../embedded/event-store/storage/stored-event.ts';
import type { WriteRequest } from '../../../../embedded/event-store/writes/apply-write.ts';
import { commitWrites } from '../../../../embedded/event-store/writes/commit-writes.ts';
import type { ExpectedRevision } from '../../../../embedded/event-store/writes/decide-write.ts';
import { temporaryDirectory } from '../with-event-store.ts';

const ids = Array.from({ length: 6 }, (_, n) => `00000000-0000-4000-8000-00000000000${n}`);
const event = fc.constantFrom(...ids).map((id) => ({
  id,
  type: 'Tested',
  contentType: 'application/json',
  data: Buffer.from('{"$maxCount":2}'),
  customMetadata: new Uint8Array(0),
}));
const target = {
  stream: fc.constantFrom('a', 'b', '$$a'),
  expected: fc.constantFrom<ExpectedRevision>('any', 'no_stream', 'stream_exists', 0, 1, 2),
};
const writes: fc.Arbitrary<WriteRequest> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      events: fc.array(event, { maxLength: 3 }),
      ...target,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), ...target }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tombstone' as const), ...target }) },
);

/** Everything that is stored, but for what is random or tells the time. */
function contents(storage: Storage) {
  const all = <T>(range: Iterable<{ key: unknown; value: T }>) => [...range];
  return {
    log: all(storage.log.getRange()).map(({ value }) => [
      streamNameOf(value),
      ids.includes(eventIdOf(value)) ? eventIdOf(value) : 'its own',
    ]),
    streams: all(storage.streams.getRange()).map(({ key, value }) => [String(key), value]),
    index: all(storage.index.getRange()),
    ids: all(storage.ids.getRange()).length,
    head: storage.head,
  };
}

test('writes in one group have the same outcome as one by one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(writes, { minLength: 1, maxLength: 25 }), async (requests) => {
      const dirs = [temporaryDirectory(), temporaryDirectory()] as const;
      const [grouped, single] = dirs.map((dir) => openStorage(dir)) as [Storage, Storage];
      const ignore = (): void => undefined;
      const together = await commitWrites(grouped, requests, ignore);
      const oneByOne = [];
      for (const request of requests) oneByOne.push(...(await commitWrites(single, [request], ignore)));
      expect(together).toEqual(oneByOne);
      expect(contents(grouped)).toEqual(contents(single));
      await Promise.all([grouped.close(), single.close()]);
      for (const dir of dirs) expect((await checkStorage(dir)).findings).toEqual([]);
      for (const dir of dirs) rmSync(dir, { recursive: true });
    }),
    { numRuns: 40 },
  );
}, 60_000);
