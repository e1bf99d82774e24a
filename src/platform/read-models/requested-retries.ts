import type { Client } from 'pg';
import type { ParkedStream, RequestedRetry } from '../../runtime/projections/ports.ts';
import { streamOfText } from '../stream-text.ts';

interface RequestedRetryRow extends ParkedStream {
  readonly first: string;
  readonly last: string;
  readonly discarded: string | null;
}

/** Parked streams of some live projections that somebody wants tried again, a few at a time. */
export async function requestedRetries(
  client: Client,
  projections: readonly string[],
): Promise<RequestedRetry[]> {
  const { rows } = await client.query<RequestedRetryRow>({
    name: 'retries',
    text: `SELECT projection, stream, min(revision) AS first, max(revision) AS last,
        max(revision) FILTER (WHERE discarded_at IS NOT NULL) AS discarded
      FROM ops.dead_letters
      WHERE generation = 'live' AND (projection, stream) IN
        (SELECT DISTINCT projection, stream FROM ops.dead_letters
          WHERE retry_requested_at IS NOT NULL AND generation = 'live' AND projection = ANY($1) LIMIT 20)
      GROUP BY projection, stream`,
    values: [projections],
  });
  return rows.map(({ projection, stream, first, last, discarded }) => ({
    projection,
    stream: streamOfText(stream),
    first: Number(first),
    last: Number(last),
    discarded: discarded === null ? null : Number(discarded),
  }));
}
