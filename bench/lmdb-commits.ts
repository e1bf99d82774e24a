// A ceiling: durable transactions of LMDB alone, with what the event store keeps for an event of this size.
import { open } from 'lmdb';
import type { AppendResult, CommitJob } from './support/appending.ts';
import { serveJob } from './support/job.ts';

const storedBytes = 1000;

await serveJob(async ({ dir, perCommit, seconds }: CommitJob): Promise<AppendResult> => {
  const env = open<Buffer, Buffer>({
    path: dir,
    maxDbs: 4,
    overlappingSync: false,
    eventTurnBatching: false,
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  const [log, index, ids] = ['log', 'index', 'ids'].map((name) =>
    env.openDB<Buffer, Buffer>(name, { encoding: 'binary', keyEncoding: 'binary' }),
  );
  const value = Buffer.alloc(storedBytes, 'x');
  const startedAt = performance.now();
  let put = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    await env.batch(() => {
      for (let left = perCommit; left > 0; left--) {
        put += 1;
        const key = Buffer.alloc(24);
        key.writeUInt32BE(put, 4);
        void log?.put(key.subarray(0, 8), value);
        void index?.put(key.subarray(0, 16), key.subarray(0, 8));
        void ids?.put(key, key.subarray(0, 8));
      }
    });
  }
  const perSecond = put / ((performance.now() - startedAt) / 1000);
  await env.close();
  return { perSecond };
});
