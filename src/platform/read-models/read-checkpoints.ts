import type { Client } from 'pg';
import type { LogPosition } from '../../core/define-events.ts';
import { startOfLog } from '../../core/log-position.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';

/** What the database says of one projection. */
export interface ReadCheckpoint {
  readonly projection: string;
  /** Epoch of its last writer; null where nothing of it was built yet. */
  readonly epoch: bigint | null;
  readonly position: LogPosition;
  readonly ordinal: number;
  /** Upper bound of the age of the oldest event that it lacks, where it lacks any. */
  readonly lagMs: number;
  readonly paused: boolean;
  /** Whether new tables are being built, to take the place of those that are read. */
  readonly rebuilding: boolean;
  /** Whether the log was found not to be the one that it was made of. */
  readonly diverged: boolean;
}

interface CheckpointRow {
  projection: string;
  epoch: string | null;
  commit_position: string | null;
  prepare_position: string | null;
  ordinal: string;
  age_ms: number;
  paused: boolean;
  rebuilding: boolean;
  diverged: boolean;
}

/** The checkpoints of the tables that are read, or of another generation, one for each of the projections. */
export async function readCheckpoints(
  client: Client,
  projections: readonly string[],
  generation: Generation = 'live',
): Promise<ReadCheckpoint[]> {
  const { rows } = await client.query<CheckpointRow>(
    `SELECT named.projection, epoch, commit_position, prepare_position, coalesce(ordinal, 0) AS ordinal,
      coalesce(extract(epoch FROM now() - coalesce(last_event_recorded_at, updated_at)), 0)::float8 * 1000 AS age_ms,
      EXISTS (SELECT FROM ops.paused_projections AS paused WHERE paused.projection = named.projection) AS paused,
      EXISTS (SELECT FROM ops.checkpoints AS next
        WHERE next.projection = named.projection AND next.generation = 'next') AS rebuilding,
      diverged_at IS NOT NULL AS diverged
    FROM unnest($1::text[]) AS named(projection)
    LEFT JOIN ops.checkpoints AS live ON live.projection = named.projection AND live.generation = $2`,
    [projections, generation],
  );
  return rows.map(({ projection, epoch, commit_position: commit, prepare_position: prepare, ...row }) => ({
    projection,
    epoch: epoch === null ? null : BigInt(epoch),
    position:
      commit === null || prepare === null ? startOfLog : { commit: BigInt(commit), prepare: BigInt(prepare) },
    ordinal: Number(row.ordinal),
    lagMs: Math.max(0, row.age_ms),
    paused: row.paused,
    rebuilding: row.rebuilding,
    diverged: row.diverged,
  }));
}
