import type { Pool } from 'pg';
import { sameStream } from '../stream-text.ts';
import { type ParkedPlace, placeStart } from './parked-place.ts';
import type { DeadLetterView, ParkedStreamView } from './views.ts';

interface StreamFilter {
  readonly projection?: string | undefined;
  readonly stream?: string | undefined;
}

const isStream = sameStream('$2');
/** Projection $1, stream $2: null for all. */
const wanted = `generation = 'live' AND ($1::text IS NULL OR projection = $1)
  AND ($2::text IS NULL OR (${isStream}))`;
const isLetterOf = (
  stream: string,
) => `letter.generation = 'live' AND letter.projection = ${stream}.projection
  AND ${sameStream(`${stream}.stream`, 'letter.stream')}
  AND letter.revision = ${stream}.revision`;
const place = (of = '') => `${of}projection, left(${of}stream, ${placeStart}), md5(${of}stream)`;

/** Parked streams in the order of their places, those behind `after`, at most `limit`. */
export async function listParkedStreams(
  pool: Pick<Pool, 'query'>,
  { projection, stream, after, limit }: StreamFilter & { after: ParkedPlace | null; limit: number },
): Promise<ParkedStreamView[]> {
  const { rows } = await pool.query<ParkedRow>(
    `SELECT letter.*, parked.events, parked.asked_at
      FROM (SELECT projection, stream, min(revision) AS revision, count(*) AS events,
          max(retry_requested_at) AS asked_at
        FROM ops.dead_letters WHERE ${wanted} AND ($3::text IS NULL OR (${place()}) > ($3, $4, $5))
        GROUP BY projection, stream ORDER BY ${place()} LIMIT $6) AS parked
      JOIN ops.dead_letters AS letter ON ${isLetterOf('parked')}
      ORDER BY ${place('letter.')}`,
    [projection ?? null, stream ?? null, ...(after ?? [null, null, null]), limit],
  );
  return rows.map((row) => ({
    projection: row.projection,
    stream: row.stream,
    events: Number(row.events),
    retryRequestedAt: row.asked_at?.toISOString() ?? null,
    first: toLetter(row),
  }));
}

/** How many streams are parked, with how many events, and how many of the streams somebody wants retried. */
export async function countParkedStreams(
  pool: Pick<Pool, 'query'>,
  { projection, stream }: StreamFilter,
): Promise<{ streams: number; events: number; retrying: number }> {
  const { rows } = await pool.query<{ streams: string; events: string; retrying: string }>(
    `SELECT count(*) AS streams, coalesce(sum(events), 0) AS events, count(asked_at) AS retrying FROM
      (SELECT count(*) AS events, max(retry_requested_at) AS asked_at FROM ops.dead_letters
        WHERE ${wanted} GROUP BY projection, stream) AS parked`,
    [projection ?? null, stream ?? null],
  );
  const [counted] = rows;
  return {
    streams: Number(counted?.streams),
    events: Number(counted?.events),
    retrying: Number(counted?.retrying),
  };
}

/** Dead letters of one stream in order, from revision `from` on, at most `limit`. */
export async function listDeadLetters(
  pool: Pick<Pool, 'query'>,
  { projection, stream, from, limit }: { projection: string; stream: string; from: number; limit: number },
): Promise<DeadLetterView[]> {
  const { rows } = await pool.query<LetterRow>(
    `SELECT * FROM ops.dead_letters
      WHERE generation = 'live' AND projection = $1 AND ${isStream} AND revision >= $3
      ORDER BY revision LIMIT $4`,
    [projection, stream, from, limit],
  );
  return rows.map(toLetter);
}

/** Asks for another try of parked streams: all of them, those of a projection, one. Answers how many. */
export async function requestRetry(
  pool: Pick<Pool, 'query'>,
  { projection, stream }: StreamFilter,
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE ops.dead_letters AS letter SET retry_requested_at = now()
      FROM (SELECT projection, stream, min(revision) AS revision FROM ops.dead_letters
        WHERE ${wanted} GROUP BY projection, stream) AS first
      WHERE ${isLetterOf('first')}`,
    [projection ?? null, stream ?? null],
  );
  return rowCount ?? 0;
}

/**
 * Asks to go on without an event, which has to be the first dead letter of its stream, and to take up again
 * what stands behind it. Answers whether it is the first one.
 */
export async function discardDeadLetter(
  pool: Pick<Pool, 'query'>,
  { projection, stream, revision }: { projection: string; stream: string; revision: number },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE ops.dead_letters SET discarded_at = now(), retry_requested_at = now()
      WHERE generation = 'live' AND projection = $1 AND ${isStream} AND revision = $3 AND revision =
        (SELECT min(revision) FROM ops.dead_letters
          WHERE generation = 'live' AND projection = $1 AND ${isStream})`,
    [projection, stream, revision],
  );
  return rowCount === 1;
}

interface LetterRow {
  projection: string;
  stream: string;
  revision: string;
  event_id: string;
  event_type: string;
  commit_position: string;
  prepare_position: string;
  recorded_at: Date;
  reason: string;
  parked_at: Date;
  discarded_at: Date | null;
}

interface ParkedRow extends LetterRow {
  events: string;
  asked_at: Date | null;
}

function toLetter(row: LetterRow): DeadLetterView {
  return {
    revision: Number(row.revision),
    eventId: row.event_id,
    eventType: row.event_type,
    position: { commit: row.commit_position, prepare: row.prepare_position },
    recordedAt: row.recorded_at.toISOString(),
    reason: row.reason,
    parkedAt: row.parked_at.toISOString(),
    discardedAt: row.discarded_at?.toISOString() ?? null,
  };
}
