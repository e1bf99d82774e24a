import type { Client } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';

/**
 * Raises the epoch of all checkpoints, which fences off every earlier owner, and answers it. Waits for the
 * transaction that an earlier owner may be in. In an empty database every projection begins at the start of
 * the log; what belongs to projections that are no more is forgotten.
 */
export async function takeOver(
  client: Client,
  projections: readonly ProjectionDefinition[],
): Promise<string> {
  const names = projections.map(({ name }) => name);
  await client.query('BEGIN');
  try {
    await client.query('LOCK TABLE ops.checkpoints IN SHARE ROW EXCLUSIVE MODE');
    for (const table of ['checkpoints', 'dead_letters', 'paused_projections']) {
      await client.query(`DELETE FROM ops.${table} WHERE projection <> ALL($1)`, [names]);
    }
    await client.query(
      `INSERT INTO ops.checkpoints (projection, version, epoch)
        SELECT name, version, 0 FROM unnest($1::text[], $2::integer[]) AS p(name, version)
        WHERE NOT EXISTS (SELECT 1 FROM ops.checkpoints)`,
      [names, projections.map(({ version }) => version)],
    );
    const { rows } = await client.query<{ epoch: string }>(
      'UPDATE ops.checkpoints SET epoch = (SELECT max(epoch) + 1 FROM ops.checkpoints) RETURNING epoch',
    );
    await client.query('COMMIT');
    return rows[0]?.epoch ?? '0';
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
