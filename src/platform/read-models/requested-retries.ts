import { type Client, DatabaseError } from 'pg';
import type { ParkedStream, RequestedRetry } from '../../runtime/projections/ports.ts';
import { sameStream, streamOfText } from '../stream-text.ts';

interface RequestedRetryRow extends ParkedStream {
  readonly first: string;
  readonly last: string;
  readonly discarded: boolean;
}

/** The connection has signs of life to give. */
const withinMs = 1_000;
const cancelled = '57014';
/** More streams than are taken up between two looks. */
const mostStreams = 500;
/** Each stream is asked for by one row, unless somebody has written to the table. */
const mostRows = 5_000;

/** By the key of the table, also where the database has no statistics yet of letters that have just come. */
const ofStream = `generation = 'live' AND projection = wanted.projection
  AND ${sameStream('wanted.stream')}`;

/**
 * Parked streams of some live projections that somebody wants tried again, some at a time: those who have waited
 * longest, in any order, so that one that cannot be tried does not keep the others from it. Null where the
 * database does not tell within a second. The connection has to pipeline.
 */
export async function requestedRetries(
  client: Client,
  projections: readonly string[],
): Promise<RequestedRetry[] | null> {
  const answers = Promise.all([
    client.query({ name: 'begin', text: 'BEGIN' }),
    client.query({ name: 'limit', text: `SET LOCAL statement_timeout = ${withinMs}` }),
    lookUp(client, projections),
    client.query({ name: 'commit', text: 'COMMIT' }),
  ]);
  try {
    const [, , found] = await answers;
    return found;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === cancelled) return null;
    throw error;
  }
}

async function lookUp(client: Client, projections: readonly string[]): Promise<RequestedRetry[]> {
  const { rows } = await client.query<RequestedRetryRow>({
    name: 'retries',
    // coalesce: an index by projection would lead through all letters, to the few that are asked for.
    text: `SELECT projection, stream, first.revision AS first, last.revision AS last, discarded
      FROM (SELECT projection, stream
          FROM (SELECT projection, stream FROM ops.dead_letters
            WHERE retry_requested_at IS NOT NULL AND coalesce(generation = 'live' AND projection = ANY($1), false)
            ORDER BY retry_requested_at LIMIT ${mostRows}) AS asked
          GROUP BY projection, stream ORDER BY random() LIMIT ${mostStreams}) AS wanted,
        LATERAL (SELECT revision, discarded_at IS NOT NULL AS discarded
          FROM ops.dead_letters WHERE ${ofStream} ORDER BY revision LIMIT 1) AS first,
        LATERAL (SELECT revision FROM ops.dead_letters WHERE ${ofStream} ORDER BY revision DESC LIMIT 1) AS last`,
    values: [projections],
  });
  return rows.map(({ projection, stream, first, last, discarded }) => ({
    projection,
    stream: streamOfText(stream),
    first: Number(first),
    last: Number(last),
    // Only the first one can be.
    discarded: discarded ? Number(first) : null,
  }));
}
