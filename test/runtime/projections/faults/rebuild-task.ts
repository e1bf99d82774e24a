import type { Pool } from 'pg';
import { waitUntil } from '../../../support/wait-until.ts';

/** Asks for a rebuild of all projections, and waits until it is under way. */
export async function requestRebuild(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO ops.projection_tasks (kind, projections, reason)
      SELECT 'rebuild', array_agg(projection), 'requested' FROM ops.checkpoints WHERE generation = 'live'
      RETURNING id`,
  );
  const id = rows[0]?.id;
  const state = async () =>
    (await pool.query<{ state: string }>('SELECT state FROM ops.projection_tasks WHERE id = $1', [id]))
      .rows[0]?.state;
  await waitUntil(async () => (await state()) !== 'waiting', { deadlineMs: 10_000 });
}

/** Whether a task waits or is under way. */
export async function taskUnderWay(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM ops.projection_tasks WHERE state IN ('waiting', 'running')`,
  );
  return rowCount !== 0;
}

/** Waits until nothing is under way. Returns how many have been done; throws Error where one has failed. */
export async function tasksDone(pool: Pool): Promise<number> {
  await waitUntil(async () => !(await taskUnderWay(pool).catch(() => true)), { deadlineMs: 120_000 });
  const { rows } = await pool.query<{ state: string; error: string | null }>(
    'SELECT state, error FROM ops.projection_tasks',
  );
  const other = rows.find(({ state }) => state !== 'done');
  if (other) throw new Error(`a task has ended as ${other.state}: ${other.error}`);
  return rows.length;
}
