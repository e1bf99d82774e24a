import type { Client } from 'pg';
import type { Standing } from '../../runtime/projections/ownership.ts';

/** Notes which checkpoints are of another log, and since when; of all others, that they are not. */
export async function noteDiverged(client: Client, standings: readonly Standing[]): Promise<void> {
  await client.query(
    `UPDATE ops.checkpoints SET diverged_at =
        CASE WHEN (projection, generation) IN (SELECT * FROM unnest($1::text[], $2::text[]))
          THEN coalesce(diverged_at, now()) END`,
    [standings.map(({ projection }) => projection), standings.map(({ generation }) => generation)],
  );
}
