import type { Pool } from 'pg';

/** How many dead letters each of the projections has, 0 where it has none. */
export async function countDeadLetters(
  pool: Pick<Pool, 'query'>,
  projections: readonly string[],
): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ projection: string; count: string }>(
    `SELECT projection, count(*) FROM ops.dead_letters WHERE generation = 'live' GROUP BY projection`,
  );
  const found = new Map(rows.map(({ projection, count }) => [projection, Number(count)]));
  return Object.fromEntries(projections.map((name) => [name, found.get(name) ?? 0]));
}
