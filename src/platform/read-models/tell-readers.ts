import type { Client } from 'pg';
import { progressNotice } from './progress-notice.ts';
import { readCheckpoints } from './read-checkpoints.ts';

/**
 * Tells readers where the live tables are, as their checkpoints say; for tables that may have no writer soon.
 * In a transaction they hear of it when it is committed.
 */
export async function tellReaders(client: Client, projections: readonly string[]): Promise<void> {
  for (const { projection, epoch, ...standing } of await readCheckpoints(client, projections)) {
    if (epoch === null) continue;
    const notice = { ...standing, epoch: String(epoch), projections: [projection], live: false };
    await client.query('SELECT pg_notify($1, $2)', [progressNotice.channel, progressNotice.write(notice)]);
  }
}
