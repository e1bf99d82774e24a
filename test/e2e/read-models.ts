import type { RecordedEvent } from '../../src/core/define-events.ts';
import { createPool } from '../../src/platform/postgres.ts';
import { createReadDatabase } from '../../src/platform/read-database.ts';
import { projections } from '../../src/projections/index.ts';
import { inMemoryProjector } from '../support/project-in-memory.ts';

type Rows = readonly Record<string, unknown>[];

/** Rows of every table of the read models, by its name, in the order of their keys. */
export async function storedReadModels(database: string): Promise<Record<string, Rows>> {
  const pool = createPool(database, { applicationName: 'test' });
  const read = createReadDatabase(pool);
  try {
    const tables = await Promise.all(
      tablesOf().map(async ({ name, key }) => {
        const rows = await read.run(read.builder.from(`read.${name}`).select('*'));
        return [name, sorted(rows, key)] as const;
      }),
    );
    return Object.fromEntries(tables);
  } finally {
    await pool.end();
  }
}

/** The same, made anew from the events. */
export function rebuiltReadModels(events: readonly RecordedEvent[]): Record<string, Rows> {
  const engine = inMemoryProjector(projections);
  engine.project(events);
  return Object.fromEntries(
    tablesOf().map((table) => [table.name, sorted(engine.rows(table), table.key)] as const),
  );
}

const tablesOf = () => projections.flatMap(({ tables }) => Object.values(tables));

function sorted(rows: Rows, key: readonly string[]): Rows {
  const keyOf = (row: Record<string, unknown>) => key.map((name) => row[name]).join();
  return [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
