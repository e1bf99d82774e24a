import type { Client } from 'pg';
import type { Generation } from '../../runtime/projections/ownership.ts';
import type { DeadLetterRange, ParkedStream } from '../../runtime/projections/ports.ts';
import { sameStream, streamText } from '../stream-text.ts';

interface RangeRow {
  readonly first: string;
  readonly last: string;
  /** Only the first one can be. */
  readonly discarded: boolean;
}

/** What is set aside of a stream; null where nothing is. */
export async function deadLetterRange(
  client: Pick<Client, 'query'>,
  generation: Generation,
  { projection, stream }: ParkedStream,
): Promise<DeadLetterRange | null> {
  const letters = `FROM ops.dead_letters
    WHERE projection = $1 AND generation = $2 AND ${sameStream('$3')}`;
  const { rows } = await client.query<RangeRow>({
    name: 'dead letter range',
    text: `SELECT revision AS first, (SELECT max(revision) ${letters}) AS last, discarded_at IS NOT NULL AS discarded
      ${letters} ORDER BY revision LIMIT 1`,
    values: [projection, generation, streamText(stream)],
  });
  const [row] = rows;
  if (!row) return null;
  const first = Number(row.first);
  return { first, last: Number(row.last), discarded: row.discarded ? first : null };
}
