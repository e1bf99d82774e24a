import type pg from 'pg';

/**
 * Sets events of many streams aside, `stream-1` and on, revisions from 0, as a bad deployment does: the database has
 * no statistics of them.
 */
export async function parkMany(
  client: pg.Client | pg.Pool,
  { projections, streams, events }: { projections: readonly string[]; streams: number; events: number },
): Promise<void> {
  await client.query('ALTER TABLE ops.dead_letters SET (autovacuum_enabled = false)');
  await client.query(
    `INSERT INTO ops.dead_letters (projection, stream, revision, event_id, event_type, commit_position,
        prepare_position, recorded_at, reason)
      SELECT projection, 'stream-' || n, revision, gen_random_uuid(), 'Happened', n, n, now(), 'Error: no'
      FROM unnest($1::text[]) AS projection, generate_series(1, $2::int) AS n,
        generate_series(0, $3::int - 1) AS revision`,
    [projections, streams, events],
  );
}

/** How many rows of dead letters `work` reads, all of it on the one connection that `query` is sent on. */
export async function lettersRead(
  query: (sql: string) => Promise<{ rows: readonly Record<string, unknown>[] }>,
  work: () => Promise<unknown>,
): Promise<number> {
  const count = async (): Promise<number> => {
    await query('SELECT pg_stat_force_next_flush()');
    const { rows } = await query(
      `SELECT seq_tup_read + idx_tup_fetch AS count FROM pg_stat_user_tables
        WHERE relid = 'ops.dead_letters'::regclass`,
    );
    return Number(rows[0]?.count);
  };
  const before = await count();
  await work();
  return (await count()) - before;
}
