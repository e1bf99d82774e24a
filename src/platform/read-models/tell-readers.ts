import type { Client } from 'pg';
import { isAfter } from '../../core/log-position.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { progressNotice } from './progress-notice.ts';
import { readCheckpoints } from './read-checkpoints.ts';

/**
 * Tells readers that they read a generation of tables, where its checkpoints stand, under an epoch; for tables
 * that may have no writer soon. In a transaction they hear of it when it is committed. Of tables that are not
 * live yet they hear nothing that the live ones lack.
 */
export async function tellReaders(
  client: Client,
  projections: readonly string[],
  generation: Generation,
  epoch: string,
): Promise<void> {
  const live = await readCheckpoints(client, projections);
  const standings = generation === 'live' ? live : await readCheckpoints(client, projections, generation);
  for (const told of standings) {
    const now = live.find(({ projection }) => projection === told.projection);
    const { projection, ...standing } = now && isAfter(told.position, now.position) ? now : told;
    const notice = { ...standing, epoch, projections: [projection], live: false };
    await client.query('SELECT pg_notify($1, $2)', [progressNotice.channel, progressNotice.write(notice)]);
  }
}
