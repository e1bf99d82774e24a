import pg from 'pg';
import type { ProjectionDefinition } from '../../src/core/define-projection.ts';

/** Creates the tables of projections that only tests have. */
export async function createReadTables(
  url: string,
  projections: readonly ProjectionDefinition[],
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const { name, key, columns } of projections.flatMap(({ tables }) => Object.values(tables))) {
      const lines = Object.entries(columns).map(
        ([column, { sql, nullable }]) => `"${column}" ${sql}${nullable ? '' : ' NOT NULL'}`,
      );
      const keys = key.map((column) => `"${column}"`);
      await client.query(`CREATE TABLE read."${name}" (${lines}, PRIMARY KEY (${keys}))`);
    }
  } finally {
    await client.end();
  }
}
