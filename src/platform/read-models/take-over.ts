import type { Client } from 'pg';
import type { LogPosition } from '../../core/define-events.ts';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { ParkedStream } from '../../runtime/projections/ports.ts';

/** What a new owner finds. */
export interface TakenOver {
  readonly epoch: string;
  readonly checkpoint: LogPosition | null;
  readonly ordinal: number;
  readonly lastRecordedAt: string | null;
  readonly startedAnew: string | null;
  readonly parked: readonly ParkedStream[];
}

interface CheckpointRow {
  projection: string;
  version: number;
  commit_position: string | null;
  prepare_position: string | null;
  ordinal: string;
  last_event_recorded_at: Date | null;
}

/**
 * Raises the epoch of all checkpoints, which fences off every earlier owner, and says where to go on. Waits
 * for the transaction that an earlier owner may be in. All projections move together: where one is new, of
 * another version, or elsewhere in the log than the others, the tables of all are emptied.
 */
export async function takeOver(
  client: Client,
  projections: readonly ProjectionDefinition[],
): Promise<TakenOver> {
  const names = projections.map(({ name }) => name);
  await client.query('BEGIN');
  try {
    await client.query('LOCK TABLE ops.checkpoints IN SHARE ROW EXCLUSIVE MODE');
    const { rows: found } = await client.query<CheckpointRow>('SELECT * FROM ops.checkpoints');
    const startedAnew = reasonToStartAnew(projections, found);
    await client.query('DELETE FROM ops.checkpoints WHERE projection <> ALL($1)', [names]);
    await client.query('DELETE FROM ops.dead_letters WHERE projection <> ALL($1)', [names]);
    if (startedAnew !== null) await startAnew(client, projections);
    const { rows: epochs } = await client.query<{ epoch: string }>(
      'UPDATE ops.checkpoints SET epoch = (SELECT max(epoch) + 1 FROM ops.checkpoints) RETURNING epoch',
    );
    const { rows: parked } = await client.query<ParkedStream>(
      'SELECT DISTINCT projection, stream FROM ops.dead_letters',
    );
    await client.query('COMMIT');
    const at = startedAnew === null ? found.find(({ projection }) => names.includes(projection)) : undefined;
    return {
      epoch: epochs[0]?.epoch ?? '0',
      checkpoint: positionOf(at),
      ordinal: Number(at?.ordinal ?? 0),
      lastRecordedAt: at?.last_event_recorded_at?.toISOString() ?? null,
      // An empty system has nothing to build anew.
      startedAnew: found.length === 0 ? null : startedAnew,
      parked,
    };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

function reasonToStartAnew(
  projections: readonly ProjectionDefinition[],
  found: readonly CheckpointRow[],
): string | null {
  const positions = new Set<string>();
  for (const { name, version } of projections) {
    const row = found.find(({ projection }) => projection === name);
    if (!row) return `${name} is new`;
    if (row.version !== version) return `${name} was of version ${row.version}, now ${version}`;
    positions.add(`${row.commit_position}/${row.prepare_position}`);
  }
  return positions.size > 1 ? 'the projections are not at one position' : null;
}

async function startAnew(client: Client, projections: readonly ProjectionDefinition[]): Promise<void> {
  const tables = projections.flatMap((projection) => Object.values(projection.tables));
  if (tables.length > 0) {
    const list = tables.map(({ name }) => `read.${client.escapeIdentifier(name)}`);
    await client.query(`TRUNCATE ${list.join(', ')}`);
  }
  await client.query('DELETE FROM ops.dead_letters');
  await client.query(
    `INSERT INTO ops.checkpoints (projection, version, epoch)
      SELECT name, version, coalesce((SELECT max(epoch) FROM ops.checkpoints), 0)
      FROM unnest($1::text[], $2::integer[]) AS p(name, version)
      ON CONFLICT (projection, generation) DO UPDATE SET version = excluded.version, commit_position = NULL,
        prepare_position = NULL, ordinal = 0, last_event_recorded_at = NULL, updated_at = now()`,
    [projections.map(({ name }) => name), projections.map(({ version }) => version)],
  );
}

function positionOf(row: CheckpointRow | undefined): LogPosition | null {
  if (!row || row.commit_position === null || row.prepare_position === null) return null;
  return { commit: BigInt(row.commit_position), prepare: BigInt(row.prepare_position) };
}
