import type { Client } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { copyAccess } from './copy-access.ts';
import { copyIndexes } from './copy-indexes.ts';
import { copyRowSecurity } from './copy-row-security.ts';
import { deleteGeneration, deleteReplaced, forgetGeneration } from './delete-tables.ts';
import { migratedTables } from './migrated-tables.ts';
import { refuseDependants } from './refuse-dependants.ts';
import { schemaOf, tableIn, tablesOf } from './schemas.ts';

type Projections = readonly ProjectionDefinition[];

/**
 * Puts the new tables in the place of the live ones, which become the previous ones; those that were are set aside
 * for `deleteReplaced`. Checkpoints and dead letters go with them. To be run in a transaction.
 */
export async function replaceLive(client: Client, projections: Projections): Promise<void> {
  // What a crash has left.
  await deleteReplaced(client, projections);
  await setPreviousAside(client, projections);
  await forgetGeneration(client, projections, 'previous');
  await exchange(client, projections, 'next', [
    ['live', 'previous'],
    ['next', 'live'],
  ]);
}

/** Exchanges live and previous tables, with their checkpoints and dead letters. To be run in a transaction. */
export async function exchangeWithPrevious(client: Client, projections: Projections): Promise<void> {
  await deleteGeneration(client, projections, 'next');
  await exchange(client, projections, 'previous', [
    ['live', 'next'],
    ['previous', 'live'],
    ['next', 'previous'],
  ]);
}

/** A commit that deletes tables waits for the disk, and queries would wait for that of a switch. */
async function setPreviousAside(client: Client, projections: Projections): Promise<void> {
  const names = tablesOf(projections).map(({ name }) => name);
  const previous = names.map((name) => tableIn('previous', name));
  await refuseDependants(client, previous);
  const statements = previous.map(
    (table) => `ALTER TABLE IF EXISTS ${table} SET SCHEMA ${schemaOf('replaced')}`,
  );
  if (statements.length > 0) await client.query(statements.join(';'));
}

type Move = readonly [from: Generation, to: Generation];

/** Readers wait from the exclusive lock to the commit: everything else is done before, the rest in one go. */
async function exchange(
  client: Client,
  projections: Projections,
  taken: 'next' | 'previous',
  moves: readonly Move[],
): Promise<void> {
  // Should it be lost in a crash, tables and checkpoints are as they were.
  await client.query('SET LOCAL synchronous_commit = off');
  for (const [from, to] of moves) await moveStandings(client, projections, from, to);
  const tables = tablesOf(projections);
  if (tables.length === 0) return;
  const live = tables.map(({ name }) => tableIn('live', name));
  const incoming = tables.map(({ name }) => tableIn(taken, name));
  const all = [...live, ...incoming];
  // Keeps migrations away, and nobody else.
  await client.query(`LOCK TABLE ${all} IN SHARE UPDATE EXCLUSIVE MODE`);
  await refuseMigrated(client, taken);
  await refuseDependants(client, all);
  await copyIndexes(client, taken, tables);
  await copyAccess(client, live, incoming);
  const policies = await copyRowSecurity(client, live, incoming);
  // All at once, so that a query over several tables never waits for us while we wait for it.
  await client.query(`LOCK TABLE ${all} IN ACCESS EXCLUSIVE MODE`);
  // The transaction that we have just waited for may have made a view.
  await refuseDependants(client, all);
  const statements = moves.flatMap(([from, to]) =>
    tables.map(({ name }) => `ALTER TABLE ${tableIn(from, name)} SET SCHEMA ${schemaOf(to)}`),
  );
  await client.query([...statements, ...policies].join(';'));
}

/** A switch would take the migration back. The next owner begins anew. */
async function refuseMigrated(client: Client, generation: 'next' | 'previous'): Promise<void> {
  const [table] = await migratedTables(client, generation);
  if (table !== undefined) throw new Error(`a migration has changed ${table} in the meantime`);
}

async function moveStandings(
  client: Client,
  projections: Projections,
  from: Generation,
  to: Generation,
): Promise<void> {
  for (const table of ['ops.checkpoints', 'ops.dead_letters']) {
    await client.query(`UPDATE ${table} SET generation = $3 WHERE projection = ANY($1) AND generation = $2`, [
      projections.map(({ name }) => name),
      from,
      to,
    ]);
  }
}
