import type { Pool } from 'pg';

/**
 * Has the process that runs the projections leave these where they are; it looks each second. Pausing one
 * that is paused changes nothing.
 */
export async function pauseProjections(
  pool: Pick<Pool, 'query'>,
  projections: readonly string[],
): Promise<void> {
  await pool.query(
    'INSERT INTO ops.paused_projections (projection) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING',
    [projections],
  );
}

/** Has them go on from where they are. */
export async function resumeProjections(
  pool: Pick<Pool, 'query'>,
  projections: readonly string[],
): Promise<void> {
  await pool.query('DELETE FROM ops.paused_projections WHERE projection = ANY($1)', [projections]);
}
