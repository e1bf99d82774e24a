import type pg from 'pg';
import { waitUntil } from './wait-until.ts';

/** Asks for tasks as the operations port does, and looks at what becomes of them. */
export function projectionTasks(client: pg.Client) {
  const taskOf = async (id: string) => {
    const { rows } = await client.query(
      'SELECT kind, projections, reason, state, error, differences FROM ops.projection_tasks WHERE id = $1',
      [id],
    );
    return rows[0];
  };
  return {
    async request(
      kind: string,
      names: readonly string[],
      options: { eventsPerSecond?: number; failFast?: boolean } = {},
    ): Promise<string> {
      const { rows } = await client.query(
        `INSERT INTO ops.projection_tasks (kind, projections, reason, events_per_second, fail_fast)
          VALUES ($1, $2, 'requested', $3, $4) RETURNING id`,
        [kind, names, options.eventsPerSecond ?? null, options.failFast ?? false],
      );
      return rows[0].id;
    },
    taskOf,
    /** The task, once it has ended. */
    ended: (id: string) =>
      waitUntil(
        async () => {
          const task = await taskOf(id);
          return ['waiting', 'running'].includes(task.state) ? null : task;
        },
        { deadlineMs: 20_000 },
      ),
    async standings() {
      const { rows } = await client.query(
        `SELECT projection, generation, version, commit_position::int AS at, ordinal::int
          FROM ops.checkpoints ORDER BY 1, 2`,
      );
      return rows;
    },
    async tablesIn(schema: string): Promise<string[]> {
      const { rows } = await client.query(
        'SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
        [schema],
      );
      return rows.map(({ tablename }) => tablename);
    },
  };
}
