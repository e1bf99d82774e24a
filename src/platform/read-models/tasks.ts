import type { Client } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import {
  type ProjectionTask,
  type TableUser,
  TaskGoneError,
  type TaskOutcome,
} from '../../runtime/projections/ownership.ts';
import { refuseForeignGrants } from './copy-access.ts';
import { deleteGeneration } from './delete-tables.ts';
import { refuseDependants } from './refuse-dependants.ts';
import { tableIn, tablesOf } from './schemas.ts';
import { createShadowTable } from './shadow-tables.ts';

/** Puts a task on the list, unless there is one that has not ended. */
export async function requestTask(
  client: Client,
  { kind, projections, reason }: Pick<ProjectionTask, 'kind' | 'projections' | 'reason'>,
): Promise<void> {
  await client.query(
    `INSERT INTO ops.projection_tasks (kind, projections, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [kind, projections, reason],
  );
}

/** Makes empty tables for the projections of a task, which then stand at the start of the log. */
export async function beginTask(
  client: Client,
  task: ProjectionTask,
  projections: readonly ProjectionDefinition[],
  epoch: string,
): Promise<void> {
  if (task.kind === 'rebuild') {
    const tables = tablesOf(projections).map(({ name }) => name);
    const live = tables.map((name) => tableIn('live', name));
    const previous = tables.map((name) => tableIn('previous', name));
    // They would stop the switch, in some hours.
    await refuseDependants(client, [...live, ...previous]);
    await refuseForeignGrants(client, live);
  }
  await deleteGeneration(client, projections, 'next');
  for (const table of tablesOf(projections)) await createShadowTable(client, table);
  await client.query(
    `INSERT INTO ops.checkpoints (projection, generation, version, epoch)
      SELECT name, 'next', version, $3 FROM unnest($1::text[], $2::integer[]) AS p(name, version)`,
    [projections.map(({ name }) => name), projections.map(({ version }) => version), epoch],
  );
  const { rowCount } = await client.query(
    `UPDATE ops.projection_tasks SET state = 'running', started_at = coalesce(started_at, now())
      WHERE id = $1 AND state IN ('waiting', 'running') AND cancel_requested_at IS NULL`,
    [task.id],
  );
  if (rowCount !== 1) throw new TaskGoneError();
}

/** Notes who keeps a task waiting for its tables; null: it does not wait. */
export async function noteWaiting(
  client: Client,
  { id }: ProjectionTask,
  users: readonly TableUser[] | null,
): Promise<void> {
  await client.query('UPDATE ops.projection_tasks SET waits_for = $2 WHERE id = $1', [
    id,
    users && JSON.stringify(users),
  ]);
}

/** Takes a task off the list. Throws TaskGoneError where it is not on it any more. */
export async function endTask(client: Client, task: ProjectionTask, outcome: TaskOutcome): Promise<void> {
  const differences = outcome.state === 'done' ? outcome.differences : undefined;
  const { rowCount } = await client.query(
    `UPDATE ops.projection_tasks
      SET state = $2, finished_at = now(), started_at = coalesce(started_at, now()), differences = $3, error = $4
      WHERE id = $1 AND state IN ('waiting', 'running')`,
    [
      task.id,
      outcome.state,
      differences === undefined ? null : JSON.stringify(differences),
      outcome.state === 'failed' ? outcome.error : null,
    ],
  );
  if (rowCount !== 1) throw new TaskGoneError();
}
