import type { Client } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { TableDifference } from '../../runtime/projections/ownership.ts';
import { tableIn, tablesOf } from './schemas.ts';

/** Differing rows of one table that are named. */
const examplesPerTable = 5;

interface Compared {
  readonly name: string;
  readonly key: readonly string[];
  readonly live: string;
  readonly next: string;
}

interface Counts {
  readonly live_rows: string;
  readonly rebuilt_rows: string;
  readonly missing: string;
  readonly unexpected: string;
  readonly different: string;
  readonly examples: TableDifference['examples'] | null;
}

/**
 * Compares the new tables of some projections, and their dead letters, with the live ones, row by row and
 * column by column. Answers once it has its snapshot: what is written from then on is not seen.
 */
export async function compareTables(
  client: Client,
  projections: readonly ProjectionDefinition[],
): Promise<{ differences: Promise<readonly TableDifference[]> }> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  // The first statement takes the snapshot.
  await client.query('SELECT 1 FROM ops.checkpoints LIMIT 1');
  const compared = [
    ...tablesOf(projections).map(
      ({ name, key }): Compared => ({ name, key, live: tableIn('live', name), next: tableIn('next', name) }),
    ),
    deadLetters(client, projections),
  ];
  const compareAll = async () => {
    const found: TableDifference[] = [];
    for (const each of compared) found.push(await compareTable(client, each));
    await client.query('COMMIT');
    return found;
  };
  return { differences: compareAll() };
}

function deadLetters(client: Client, projections: readonly ProjectionDefinition[]): Compared {
  const names = projections.map(({ name }) => client.escapeLiteral(name));
  const of = (generation: string) =>
    `(SELECT projection, stream, revision, event_id, event_type, reason FROM ops.dead_letters
      WHERE generation = '${generation}' AND projection IN (${names}))`;
  const key = ['projection', 'stream', 'revision'];
  return { name: 'dead_letters', key, live: of('live'), next: of('next') };
}

async function compareTable(client: Client, { name, key, live, next }: Compared): Promise<TableDifference> {
  const keys = key.map((column) => client.escapeIdentifier(column));
  const keyOf = (side: string) =>
    `json_build_object(${key.map((column, i) => `'${column}', ${side}.${keys[i]}`)})`;
  const { rows } = await client.query<Counts>(
    `WITH differing AS MATERIALIZED (
      SELECT l.${keys[0]} IS NOT NULL AS in_live, r.${keys[0]} IS NOT NULL AS in_rebuilt,
        CASE WHEN l.${keys[0]} IS NULL THEN ${keyOf('r')} ELSE ${keyOf('l')} END AS key,
        to_jsonb(l) AS live, to_jsonb(r) AS rebuilt
      FROM ${live} AS l FULL JOIN ${next} AS r USING (${keys})
      WHERE l IS DISTINCT FROM r
    ), examples AS (
      SELECT key, in_live, in_rebuilt,
        CASE WHEN in_live AND in_rebuilt THEN ARRAY(
          SELECT a.key FROM jsonb_each(live) a JOIN jsonb_each(rebuilt) b USING (key)
          WHERE a.value IS DISTINCT FROM b.value ORDER BY 1) END AS columns
      FROM differing LIMIT ${examplesPerTable}
    )
    SELECT (SELECT count(*) FROM ${live} AS l) AS live_rows,
      (SELECT count(*) FROM ${next} AS r) AS rebuilt_rows,
      count(*) FILTER (WHERE NOT in_live) AS missing,
      count(*) FILTER (WHERE NOT in_rebuilt) AS unexpected,
      count(*) FILTER (WHERE in_live AND in_rebuilt) AS different,
      (SELECT json_agg(json_strip_nulls(json_build_object('key', key, 'columns', columns, 'kind',
        CASE WHEN NOT in_live THEN 'missing' WHEN NOT in_rebuilt THEN 'unexpected' ELSE 'different' END)))
        FROM examples) AS examples
    FROM differing`,
  );
  const [row] = rows;
  if (!row) throw new Error(`${name} was not compared`);
  return {
    table: name,
    liveRows: Number(row.live_rows),
    rebuiltRows: Number(row.rebuilt_rows),
    missing: Number(row.missing),
    unexpected: Number(row.unexpected),
    different: Number(row.different),
    examples: row.examples ?? [],
  };
}
