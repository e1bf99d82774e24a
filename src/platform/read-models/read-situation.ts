import type { Client } from 'pg';
import type { LogPosition } from '../../core/define-events.ts';
import type { KnownEvent } from '../../core/ports.ts';
import type { Generation, ProjectionTask, Situation } from '../../runtime/projections/ownership.ts';

interface CheckpointRow {
  projection: string;
  generation: Generation;
  version: number;
  commit_position: string | null;
  prepare_position: string | null;
  ordinal: string;
  last_event_id: string | null;
  last_event_commit: string | null;
  last_event_prepare: string | null;
  diverged: boolean;
}

interface TaskRow {
  id: string;
  kind: ProjectionTask['kind'];
  projections: string[];
  reason: string;
  running: boolean;
  cancelled: boolean;
  events_per_second: number | null;
  fail_fast: boolean;
}

/** What is in the tables of `ops` that concerns the owner; one round trip on a connection that pipelines. */
export async function readSituation(client: Client): Promise<Situation> {
  const [checkpoints, paused, rolledBack, tasks, counted] = await Promise.all([
    client.query<CheckpointRow>({
      name: 'standings',
      text: `SELECT projection, generation, version, commit_position, prepare_position, ordinal,
          last_event_id, last_event_commit, last_event_prepare, diverged_at IS NOT NULL AS diverged
        FROM ops.checkpoints`,
    }),
    client.query<{ projection: string }>({
      name: 'paused',
      text: 'SELECT projection FROM ops.paused_projections',
    }),
    client.query<{ projection: string }>({
      name: 'rolled back',
      text: `SELECT projection FROM (
          SELECT DISTINCT ON (projection) projection, kind, reason
            FROM ops.projection_tasks, unnest(projections) AS projection
            WHERE state = 'done' AND kind <> 'verify' ORDER BY projection, id DESC
        ) AS latest WHERE kind = 'rollback' AND reason = 'requested'`,
    }),
    client.query<TaskRow>({
      name: 'task',
      text: `SELECT id, kind, projections, reason, state = 'running' AS running,
          cancel_requested_at IS NOT NULL AS cancelled, events_per_second, fail_fast
        FROM ops.projection_tasks WHERE state IN ('waiting', 'running')`,
    }),
    client.query<{ transactions: string }>({
      name: 'transactions',
      text: `SELECT xact_commit AS transactions FROM pg_stat_database WHERE datname = current_database()`,
    }),
  ]);
  return {
    transactions: Number(counted.rows[0]?.transactions ?? 0),
    standings: checkpoints.rows.map(({ projection, generation, version, ordinal, diverged, ...row }) => ({
      projection,
      generation,
      version,
      position: positionOf(row),
      ordinal: Number(ordinal),
      last: lastEventOf(row),
      diverged,
    })),
    paused: paused.rows.map(({ projection }) => projection),
    rolledBack: rolledBack.rows.map(({ projection }) => projection),
    task: tasks.rows[0] ? taskOf(tasks.rows[0]) : null,
  };
}

/** The position of a checkpoint. */
export function positionOf({
  commit_position: commit,
  prepare_position: prepare,
}: Pick<CheckpointRow, 'commit_position' | 'prepare_position'>): LogPosition | null {
  return commit === null || prepare === null ? null : { commit: BigInt(commit), prepare: BigInt(prepare) };
}

/** The last event that a checkpoint names. */
export function lastEventOf({
  last_event_id: id,
  last_event_commit: commit_position,
  last_event_prepare: prepare_position,
}: Pick<CheckpointRow, 'last_event_id' | 'last_event_commit' | 'last_event_prepare'>): KnownEvent | null {
  const position = positionOf({ commit_position, prepare_position });
  return id === null || position === null ? null : { id, position };
}

function taskOf({
  events_per_second: eventsPerSecond,
  fail_fast: failFast,
  ...task
}: TaskRow): ProjectionTask {
  return { ...task, eventsPerSecond, failFast };
}
