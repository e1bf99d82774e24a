import { afterEach, expect, test } from '@jest/globals';
import { createFreshness } from '../../src/platform/freshness.ts';
import { migrateToLatest } from '../../src/platform/migrate.ts';
import { startPostgresProcess } from '../support/postgres-process.ts';
import { at, startProjectionTeller } from '../support/projection-teller.ts';
import { waitUntil } from '../support/wait-until.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
});

test('what a crash of the server has taken back is not believed any longer', async () => {
  // As long as commits that do not wait for the disk may take to get there.
  const postgres = await startPostgresProcess({ wal_writer_delay: '10000' });
  stops.push(postgres.stop);
  await migrateToLatest(postgres.url);
  const teller = await startProjectionTeller(postgres.url);
  await teller.commit(['a'], 100);
  const freshness = await createFreshness({ url: postgres.url, projections: ['a'] });
  stops.push(freshness.close);
  await teller.query('SET synchronous_commit = off');
  await teller.commit(['a'], 200);
  await waitUntil(() => freshness.current().ordinal === 200);
  const waiting = freshness.waitFor(at(300), 60_000);
  await teller.stop();
  await postgres.kill();
  await postgres.restart();
  const again = await startProjectionTeller(postgres.url);
  stops.push(again.stop);
  expect((await again.query('SELECT ordinal FROM ops.checkpoints')).rows).toEqual([{ ordinal: '100' }]);

  await waitUntil(() => freshness.current().ordinal === 100);
  expect(await freshness.waitFor(at(200), 10)).toBe(false);
  await again.commit(['a'], 300);
  expect(await waiting).toBe(true);
});
