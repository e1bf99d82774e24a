import type { Pool } from 'pg';
import type { RecordedEvent } from '../../src/core/define-events.ts';
import { projections } from '../../src/projections/index.ts';
import { inMemoryProjector } from './project-in-memory.ts';

/** Fills the read models with what all projections make of the events. */
export async function seedReadModels(pool: Pool, events: readonly RecordedEvent[]): Promise<void> {
  const engine = inMemoryProjector(projections);
  engine.project(events);
  for (const table of projections.flatMap(({ tables }) => Object.values(tables))) {
    const name = `read.${table.name}`;
    const rows = JSON.stringify(engine.rows(table));
    await pool.query(`TRUNCATE ${name}`);
    await pool.query(`INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(NULL::${name}, $1)`, [rows]);
    await pool.query(`ANALYZE ${name}`);
  }
}
