import pg from 'pg';
import type { LogPosition } from '../../src/core/define-events.ts';
import { progressNotice } from '../../src/platform/read-models/progress-notice.ts';

interface Told {
  readonly epoch?: number;
  readonly lagMs?: number;
  readonly live?: boolean;
}

export const at = (commit: number): LogPosition => ({ commit: BigInt(commit), prepare: BigInt(commit) });

/** Does what writers of projections do, as far as readers see it; the event of ordinal n is at position n. */
export async function startProjectionTeller(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const notice = (projections: readonly string[], n: number, { epoch = 1, lagMs = 0, live = true }: Told) =>
    progressNotice.write({ projections, position: at(n), ordinal: n, epoch: `${epoch}`, lagMs, live });
  return {
    query: (sql: string, values: unknown[] = []) => client.query(sql, values),
    /** A commit: checkpoints and notice in one transaction. */
    async commit(projections: readonly string[], n: number, told: Told = {}): Promise<void> {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO ops.checkpoints (projection, version, epoch, commit_position, prepare_position, ordinal,
            last_event_recorded_at)
          SELECT name, 1, $2, $3, $3, $3, now() FROM unnest($1::text[]) AS p(name)
          ON CONFLICT (projection, generation) DO UPDATE SET epoch = excluded.epoch,
            commit_position = excluded.commit_position, prepare_position = excluded.prepare_position,
            ordinal = excluded.ordinal, last_event_recorded_at = now(), updated_at = now()`,
        [projections, told.epoch ?? 1, n],
      );
      await client.query('SELECT pg_notify($1, $2)', [progressNotice.channel, notice(projections, n, told)]);
      await client.query('COMMIT');
    },
    /** A sign of life. */
    async announce(projections: readonly string[], n: number, told: Told = {}): Promise<void> {
      await client.query('SELECT pg_notify($1, $2)', [progressNotice.channel, notice(projections, n, told)]);
    },
    stop: () => client.end(),
  };
}
