import type { Client } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { migratedTables } from './migrated-tables.ts';
import { schemaOf, tableIn, tablesOf } from './schemas.ts';

type Projections = readonly ProjectionDefinition[];

/**
 * Puts the new tables in the place of the live ones, and those in the place of the previous ones, which are
 * deleted; checkpoints and dead letters go with them. To be run in a transaction.
 */
export async function replaceLive(client: Client, projections: Projections): Promise<void> {
  await lockTables(client, projections, ['live', 'next']);
  await refuseMigrated(client, 'next');
  await deleteGeneration(client, projections, 'previous');
  await move(client, projections, 'live', 'previous');
  await move(client, projections, 'next', 'live');
}

/** Exchanges live and previous tables, with their checkpoints and dead letters. To be run in a transaction. */
export async function exchangeWithPrevious(client: Client, projections: Projections): Promise<void> {
  await lockTables(client, projections, ['live', 'previous']);
  await refuseMigrated(client, 'previous');
  await deleteGeneration(client, projections, 'next');
  await move(client, projections, 'live', 'next');
  await move(client, projections, 'previous', 'live');
  await move(client, projections, 'next', 'previous');
}

/** Deletes the tables of a generation that is not live, with its checkpoints and dead letters. */
export async function deleteGeneration(
  client: Client,
  projections: Projections,
  generation: Exclude<Generation, 'live'>,
): Promise<void> {
  const tables = tablesOf(projections).map(({ name }) => tableIn(generation, name));
  if (tables.length > 0) await client.query(`DROP TABLE IF EXISTS ${tables}`);
  await forgetGeneration(client, projections, generation);
}

/** Deletes the checkpoints and dead letters of a generation that is not live. */
export async function forgetGeneration(
  client: Client,
  projections: Projections,
  generation: Exclude<Generation, 'live'>,
): Promise<void> {
  for (const table of ['ops.checkpoints', 'ops.dead_letters']) {
    await client.query(`DELETE FROM ${table} WHERE projection = ANY($1) AND generation = $2`, [
      projections.map(({ name }) => name),
      generation,
    ]);
  }
}

/** A switch would take the migration back. The next owner begins anew. */
async function refuseMigrated(client: Client, generation: 'next' | 'previous'): Promise<void> {
  const [table] = await migratedTables(client, generation);
  if (table !== undefined) throw new Error(`a migration has changed ${table} in the meantime`);
}

/** All at once, so that a query over several tables never waits for us while we wait for it. */
async function lockTables(
  client: Client,
  projections: Projections,
  generations: readonly Generation[],
): Promise<void> {
  const tables = generations.flatMap((generation) =>
    tablesOf(projections).map(({ name }) => tableIn(generation, name)),
  );
  if (tables.length > 0) await client.query(`LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`);
}

async function move(
  client: Client,
  projections: Projections,
  from: Generation,
  to: Generation,
): Promise<void> {
  for (const { name } of tablesOf(projections)) {
    await client.query(`ALTER TABLE ${tableIn(from, name)} SET SCHEMA ${schemaOf(to)}`);
  }
  for (const table of ['ops.checkpoints', 'ops.dead_letters']) {
    await client.query(`UPDATE ${table} SET generation = $3 WHERE projection = ANY($1) AND generation = $2`, [
      projections.map(({ name }) => name),
      from,
      to,
    ]);
  }
}
