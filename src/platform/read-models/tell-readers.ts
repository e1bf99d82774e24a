import type { Client } from 'pg';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { progressNotice } from './progress-notice.ts';
import { readCheckpoints } from './read-checkpoints.ts';

/**
 * Tells readers that they read a generation of tables, where its checkpoints stand, under an epoch; for tables
 * that may have no writer soon. In a transaction they hear of it when it is committed.
 */
export async function tellReaders(
  client: Client,
  projections: readonly string[],
  generation: Generation,
  epoch: string,
): Promise<void> {
  for (const { projection, ...standing } of await readCheckpoints(client, projections, generation)) {
    const notice = { ...standing, epoch, projections: [projection], live: false };
    await client.query('SELECT pg_notify($1, $2)', [progressNotice.channel, progressNotice.write(notice)]);
  }
}
