import { DatabaseError, type Pool } from 'pg';
import { type ProjectionTask, projectionTask, type TaskKind } from './views.ts';

interface WantedTask {
  readonly kind: TaskKind;
  readonly projections: readonly string[];
  /** Null for no limit. */
  readonly eventsPerSecond: number | null;
  readonly failFast: boolean;
}

const uniqueViolation = '23505';

/** A `next` generation belongs to the task that runs. */
const selectTasks = `SELECT t.*, (SELECT max(ordinal) FROM ops.checkpoints WHERE generation = 'live') AS total,
    CASE WHEN t.state = 'running' AND t.kind IN ('rebuild', 'verify') THEN coalesce((SELECT min(ordinal)
      FROM ops.checkpoints WHERE generation = 'next' AND projection = ANY(t.projections)), 0) END AS done
  FROM ops.projection_tasks AS t`;

/** Asks for a task. Answers null where another one is waiting or running. */
export async function requestTask(
  pool: Pick<Pool, 'query'>,
  { kind, projections, eventsPerSecond, failFast }: WantedTask,
): Promise<ProjectionTask | null> {
  try {
    const { rows } = await pool.query<{ id: string }>(
      `INSERT INTO ops.projection_tasks (kind, projections, reason, events_per_second, fail_fast)
        VALUES ($1, $2, 'requested', $3, $4) RETURNING id`,
      [kind, projections, eventsPerSecond, failFast],
    );
    return await findTask(pool, Number(rows[0]?.id));
  } catch (error) {
    if (error instanceof DatabaseError && error.code === uniqueViolation) return null;
    throw error;
  }
}

/** The task; null where there is none of this number. */
export async function findTask(pool: Pick<Pool, 'query'>, id: number): Promise<ProjectionTask | null> {
  const { rows } = await pool.query<TaskRow>(`${selectTasks} WHERE t.id = $1`, [id]);
  return rows[0] ? toTask(rows[0]) : null;
}

/** The latest task of all; null where there has never been one. The one that waits or runs is the latest. */
export async function latestTask(pool: Pick<Pool, 'query'>): Promise<ProjectionTask | null> {
  const { rows } = await pool.query<TaskRow>(`${selectTasks} ORDER BY t.id DESC LIMIT 1`);
  return rows[0] ? toTask(rows[0]) : null;
}

/**
 * Gives a task up: at once where nobody has begun it, else the process that runs it notices within a second.
 * One that has ended stays as it is.
 */
export async function cancelTask(pool: Pick<Pool, 'query'>, id: number): Promise<void> {
  await pool.query(
    `UPDATE ops.projection_tasks SET cancel_requested_at = coalesce(cancel_requested_at, now()),
        state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,
        finished_at = CASE state WHEN 'waiting' THEN now() END
      WHERE id = $1 AND state IN ('waiting', 'running')`,
    [id],
  );
}

interface TaskRow {
  id: string;
  kind: string;
  projections: string[];
  reason: string;
  events_per_second: number | null;
  fail_fast: boolean;
  state: string;
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  cancel_requested_at: Date | null;
  differences: unknown;
  error: string | null;
  waits_for: unknown;
  done: string | null;
  total: string | null;
}

function toTask(row: TaskRow): ProjectionTask {
  return projectionTask.parse({
    id: Number(row.id),
    kind: row.kind,
    projections: row.projections,
    reason: row.reason,
    eventsPerSecond: row.events_per_second,
    failFast: row.fail_fast,
    state: row.state,
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    cancelRequestedAt: row.cancel_requested_at?.toISOString() ?? null,
    eventsDone: row.done === null ? null : Number(row.done),
    eventsTotal: Number(row.total ?? 0),
    differences: row.differences,
    error: row.error,
    waitsFor: row.finished_at === null ? row.waits_for : null,
  });
}
