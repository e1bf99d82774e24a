import type { Client } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { type Place, tableIn, tablesOf } from './schemas.ts';

/** Deletes the tables of a generation that is not live, with its checkpoints and dead letters. */
export async function deleteGeneration(
  client: Client,
  projections: readonly ProjectionDefinition[],
  generation: Exclude<Generation, 'live'>,
): Promise<void> {
  await dropTables(client, projections, generation);
  await forgetGeneration(client, projections, generation);
}

/** Deletes the tables that a switch has set aside. */
export async function deleteReplaced(
  client: Client,
  projections: readonly ProjectionDefinition[],
): Promise<void> {
  await dropTables(client, projections, 'replaced');
}

/** Deletes the checkpoints and dead letters of a generation that is not live. */
export async function forgetGeneration(
  client: Client,
  projections: readonly ProjectionDefinition[],
  generation: Exclude<Generation, 'live'>,
): Promise<void> {
  for (const table of ['ops.checkpoints', 'ops.dead_letters']) {
    await client.query(`DELETE FROM ${table} WHERE projection = ANY($1) AND generation = $2`, [
      projections.map(({ name }) => name),
      generation,
    ]);
  }
}

async function dropTables(
  client: Client,
  projections: readonly ProjectionDefinition[],
  place: Exclude<Place, 'live'>,
): Promise<void> {
  const tables = tablesOf(projections).map(({ name }) => tableIn(place, name));
  if (tables.length > 0) await client.query(`DROP TABLE IF EXISTS ${tables}`);
}
