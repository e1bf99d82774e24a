import type { Pool } from 'pg';

/** What the database says about the tables of one projection. */
export interface ProjectionRecord {
  readonly projection: string;
  readonly pausedAt: string | null;
  readonly deadLetters: { readonly events: number; readonly streams: number };
  readonly live: GenerationRecord | null;
  readonly next: GenerationRecord | null;
  readonly previous: GenerationRecord | null;
}

interface GenerationRecord {
  readonly version: number;
  /** Null before the first event. */
  readonly position: { readonly commit: string; readonly prepare: string } | null;
  readonly ordinal: number;
  readonly lastEventRecordedAt: string | null;
  readonly updatedAt: string;
  readonly diverged: boolean;
}

interface CheckpointRow {
  projection: string;
  generation: 'live' | 'next' | 'previous';
  version: number;
  commit_position: string | null;
  prepare_position: string | null;
  ordinal: string;
  last_event_recorded_at: Date | null;
  updated_at: Date;
  diverged_at: Date | null;
}

/** The state of each of the projections, in their order. */
export async function readStatus(
  pool: Pick<Pool, 'query'>,
  projections: readonly string[],
): Promise<ProjectionRecord[]> {
  const [checkpoints, paused, letters] = await Promise.all([
    pool.query<CheckpointRow>('SELECT * FROM ops.checkpoints'),
    pool.query<{ projection: string; paused_at: Date }>('SELECT * FROM ops.paused_projections'),
    pool.query<{ projection: string; events: string; streams: string }>(
      `SELECT projection, sum(events) AS events, count(*) AS streams
        FROM (SELECT projection, count(*) AS events FROM ops.dead_letters WHERE generation = 'live'
          GROUP BY projection, stream) AS parked
        GROUP BY projection`,
    ),
  ]);
  return projections.map((projection) => {
    const own = <Row extends { projection: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.projection === projection);
    const generation = (name: CheckpointRow['generation']) => {
      const row = own(checkpoints.rows).find((each) => each.generation === name);
      return row ? toGeneration(row) : null;
    };
    const [counted] = own(letters.rows);
    return {
      projection,
      pausedAt: own(paused.rows)[0]?.paused_at.toISOString() ?? null,
      deadLetters: { events: Number(counted?.events ?? 0), streams: Number(counted?.streams ?? 0) },
      live: generation('live'),
      next: generation('next'),
      previous: generation('previous'),
    };
  });
}

function toGeneration(row: CheckpointRow): GenerationRecord {
  const { commit_position: commit, prepare_position: prepare } = row;
  return {
    version: row.version,
    position: commit === null || prepare === null ? null : { commit, prepare },
    ordinal: Number(row.ordinal),
    lastEventRecordedAt: row.last_event_recorded_at?.toISOString() ?? null,
    updatedAt: row.updated_at.toISOString(),
    diverged: row.diverged_at !== null,
  };
}
