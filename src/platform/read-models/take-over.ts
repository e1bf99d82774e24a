import type { Client } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import { deleteGeneration, forgetGeneration } from './delete-tables.ts';
import { migratedTables } from './migrated-tables.ts';
import { projectorName } from './owner-connections.ts';
import { raiseEpoch } from './raise-epoch.ts';
import { schemaOf } from './schemas.ts';

/**
 * Raises the epoch of all checkpoints, which fences off every earlier owner, and answers it. In an empty database
 * every projection begins at the start of the log; what belongs to projections that are no more is forgotten, and
 * so are tables that a migration has left behind.
 */
export async function takeOver(
  client: Client,
  projections: readonly ProjectionDefinition[],
): Promise<string> {
  const names = projections.map(({ name }) => name);
  await endEarlierOwner(client);
  await client.query('BEGIN');
  try {
    // Whoever reads a later epoch believes an earlier position: a crash of the server must not lose it.
    await client.query('SET LOCAL synchronous_commit = on');
    await client.query('LOCK TABLE ops.checkpoints IN SHARE ROW EXCLUSIVE MODE');
    for (const table of ['checkpoints', 'dead_letters', 'paused_projections']) {
      await client.query(`DELETE FROM ops.${table} WHERE projection <> ALL($1)`, [names]);
    }
    for (const generation of ['next', 'previous'] as const) {
      const migrated = await migratedTables(client, generation);
      const unfit = projections.filter(({ tables }) =>
        Object.values(tables).some(({ name }) => migrated.includes(name)),
      );
      await discard(client, unfit, generation);
    }
    await client.query(
      `INSERT INTO ops.checkpoints (projection, version, epoch)
        SELECT name, version, 0 FROM unnest($1::text[], $2::integer[]) AS p(name, version)
        WHERE NOT EXISTS (SELECT 1 FROM ops.checkpoints)`,
      [names, projections.map(({ version }) => version)],
    );
    const epoch = await raiseEpoch(client);
    await client.query('COMMIT');
    return epoch;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/**
 * An earlier owner that was stopped in the middle of a transaction would hold it for ever, and the server goes on
 * making an index though nobody waits for it any more.
 */
async function endEarlierOwner(client: Client): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
      LEFT JOIN pg_class c ON c.oid = relation
      WHERE granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND pid <> pg_backend_pid() AND (
          (relation = 'ops.checkpoints'::regclass AND mode = 'RowExclusiveLock')
          OR (c.relnamespace = $1::regnamespace AND mode <> 'AccessShareLock' AND application_name = $2))`,
    [schemaOf('next'), projectorName],
  );
}

/** Tables that somebody has made a view of stay; nobody comes back to them. */
async function discard(
  client: Client,
  projections: readonly ProjectionDefinition[],
  generation: 'next' | 'previous',
): Promise<void> {
  await client.query('SAVEPOINT discard');
  try {
    await deleteGeneration(client, projections, generation);
  } catch {
    await client.query('ROLLBACK TO SAVEPOINT discard');
    await forgetGeneration(client, projections, generation);
  }
}
