import type { Pool } from 'pg';

/**
 * Has the process that runs the projections leave these where they are; it looks each second. Pausing one
 * that is paused changes nothing. Answers those that were not paused.
 */
export async function pauseProjections(
  pool: Pick<Pool, 'query'>,
  projections: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ projection: string }>(
    `INSERT INTO ops.paused_projections (projection) SELECT unnest($1::text[])
      ON CONFLICT DO NOTHING RETURNING projection`,
    [projections],
  );
  return rows.map(({ projection }) => projection);
}

/** Has them go on from where they are. Answers those that were paused. */
export async function resumeProjections(
  pool: Pick<Pool, 'query'>,
  projections: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ projection: string }>(
    'DELETE FROM ops.paused_projections WHERE projection = ANY($1) RETURNING projection',
    [projections],
  );
  return rows.map(({ projection }) => projection);
}
