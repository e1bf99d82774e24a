import type { Pool } from 'pg';

interface Column {
  readonly table: string;
  readonly tableComment: string;
  readonly key: readonly string[];
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly comment: string;
}

const columnsOfReadModels = `
  SELECT relname AS table,
    obj_description(pg_class.oid, 'pg_class') AS "tableComment",
    (SELECT array_agg(part.attname::text ORDER BY place)
      FROM pg_index, unnest(indkey) WITH ORDINALITY AS keys (number, place)
      JOIN pg_attribute AS part ON part.attrelid = pg_class.oid AND part.attnum = number
      WHERE indrelid = pg_class.oid AND indisprimary) AS key,
    pg_attribute.attname AS column,
    format_type(atttypid, atttypmod) AS type,
    NOT attnotnull AS nullable,
    col_description(pg_class.oid, attnum) AS comment
  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
  WHERE relnamespace = 'read'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
  ORDER BY relname, attnum`;

const intro = `# Data dictionary

The tables of the schema \`read\` in PostgreSQL, for reports and analyses. They are built from the event log and
rebuilt from it at any time: read them, never write to them. All of them show the same position of the log, but for
those of a projection that is paused or catches up; \`ops.checkpoints\` and \`npx outcomes projections status\` tell.

- Moments (\`timestamp with time zone\`) are recorded times, UTC. Dates are business time, in the time zone of the
  organization. The two are never mixed.
- Progress, pace and scores are ratios: 1 is 100 %. Percent values of key results are points, 0 to 100.
- Join \`users\` through \`members\`; every other table has \`organization_id\`.

\`npm start\` prints the address and where the password is: the user is \`outcomes\`, and so is the database. The port is
another one with every start. Typed beside it, for psql:

\`\`\`sh
PGPASSWORD=$(cat .data/postgres/password) psql -h 127.0.0.1 -p $(sed -n 4p .data/postgres/data/postmaster.pid) -U outcomes
\`\`\`

Name the tables with their schema:

\`\`\`sql
SELECT o.title, p.progress, p.lowest_confidence
FROM read.objectives o JOIN read.objective_progress p ON p.objective_id = o.id
WHERE o.phase = 'active' AND NOT o.is_archived ORDER BY p.progress;

-- The check-ins of a key result as they were known on 1 August, the one that counted then first.
SELECT effective_on, value_numeric, clamped_progress
FROM read.key_result_progress
WHERE key_result_id = '…' AND recorded_at <= '2026-08-01Z' AND (superseded_at IS NULL OR superseded_at > '2026-08-01Z')
ORDER BY effective_on DESC, check_in_revision DESC;
\`\`\`

Written by \`npm run docs:data\` from the comments in the database.
`;

/** The data dictionary as Markdown, from the comments on the tables of the schema \`read\`. */
export async function describeReadModels(pool: Pool): Promise<string> {
  const { rows } = await pool.query<Column>(columnsOfReadModels);
  const tables = [...new Set(rows.map(({ table }) => table))];
  const sections = tables.map((table) => section(rows.filter((row) => row.table === table)));
  const contents = tables.map((table) => `- [${table}](#${table})`).join('\n');
  return [intro, contents, ...sections].join('\n').concat('\n');
}

function section(columns: readonly Column[]): string {
  const [first] = columns;
  if (!first) throw new Error('a table without columns');
  const lines = columns.map(
    ({ column, type, nullable, comment }) =>
      `| \`${column}\` | ${type} | ${nullable ? 'yes' : ''} | ${escaped(comment)} |`,
  );
  return [
    `\n## ${first.table}\n`,
    `${escaped(first.tableComment)}\n`,
    `Key: ${first.key.map((name) => `\`${name}\``).join(', ')}.\n`,
    '| Column | Type | Null | Meaning |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

const escaped = (text: string) => text.replaceAll(/[|<]/g, '\\$&');
