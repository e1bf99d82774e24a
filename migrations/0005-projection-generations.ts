import type { Knex } from 'knex';

const statements = [
  'CREATE SCHEMA read_next',
  `COMMENT ON SCHEMA read_next IS 'Read models that are being built anew, until they take the place of those in read.'`,
  'CREATE SCHEMA read_previous',
  `COMMENT ON SCHEMA read_previous IS 'Read models as they were before the last rebuild: a rollback brings them back.'`,

  `ALTER TABLE ops.checkpoints
    ADD generation text NOT NULL DEFAULT 'live' CHECK (generation IN ('live', 'next', 'previous')),
    ADD ordinal bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT checkpoints_pkey,
    ADD PRIMARY KEY (projection, generation)`,
  // Every event has a row in the audit log, or is a dead letter of it.
  `UPDATE ops.checkpoints SET ordinal = (SELECT count(*) FROM read.audit_log)
    + (SELECT count(*) FROM ops.dead_letters WHERE projection = 'audit-log')
    WHERE commit_position IS NOT NULL`,
  `COMMENT ON COLUMN ops.checkpoints.generation IS 'Which tables it is about: live (schema read), next (read_next), previous (read_previous).'`,
  `COMMENT ON COLUMN ops.checkpoints.ordinal IS 'Events of the log up to the checkpoint: counts 1, 2, 3 … without gaps.'`,

  `ALTER TABLE ops.dead_letters
    ADD generation text NOT NULL DEFAULT 'live' CHECK (generation IN ('live', 'next', 'previous')),
    DROP CONSTRAINT dead_letters_pkey,
    ADD PRIMARY KEY (projection, generation, stream, revision),
    ADD discarded_at timestamptz`,
  `COMMENT ON COLUMN ops.dead_letters.generation IS 'Which tables lack the event: live (schema read), next (read_next), previous (read_previous).'`,
  `COMMENT ON COLUMN ops.dead_letters.discarded_at IS 'When somebody asked to go on without the event, UTC; it is deleted with the next try. Null: nobody has.'`,

  `CREATE TABLE ops.paused_projections (
    projection text PRIMARY KEY,
    paused_at timestamptz NOT NULL DEFAULT now()
  )`,
  `COMMENT ON TABLE ops.paused_projections IS 'Projections that somebody has paused: they stay where they are until the row is deleted.'`,
  `COMMENT ON COLUMN ops.paused_projections.projection IS 'Name of the projection.'`,
  `COMMENT ON COLUMN ops.paused_projections.paused_at IS 'When it was paused, UTC.'`,

  `CREATE TABLE ops.projection_tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('rebuild', 'verify', 'rollback', 'drop')),
    projections text[] NOT NULL CHECK (cardinality(projections) > 0),
    reason text NOT NULL,
    events_per_second integer CHECK (events_per_second > 0),
    fail_fast boolean NOT NULL DEFAULT false,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    requested_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz,
    cancel_requested_at timestamptz,
    differences jsonb,
    error text,
    CHECK ((finished_at IS NULL) = (state IN ('waiting', 'running')))
  )`,
  `CREATE UNIQUE INDEX ON ops.projection_tasks ((true)) WHERE state IN ('waiting', 'running')`,
  `COMMENT ON TABLE ops.projection_tasks IS 'What somebody asked to be done with projections, by the process that runs them; one at a time.'`,
  `COMMENT ON COLUMN ops.projection_tasks.id IS 'The task; later ones have higher numbers.'`,
  `COMMENT ON COLUMN ops.projection_tasks.kind IS 'rebuild: build anew and switch; verify: build anew and compare; rollback: bring the previous tables back; drop: delete the previous tables.'`,
  `COMMENT ON COLUMN ops.projection_tasks.projections IS 'Names of the projections.'`,
  `COMMENT ON COLUMN ops.projection_tasks.reason IS 'requested, or why the product does it by itself.'`,
  `COMMENT ON COLUMN ops.projection_tasks.events_per_second IS 'Most events per second that a rebuild or verification takes; null: no limit.'`,
  `COMMENT ON COLUMN ops.projection_tasks.fail_fast IS 'Whether the first event that cannot be taken ends it.'`,
  `COMMENT ON COLUMN ops.projection_tasks.state IS 'waiting, running, done, failed or cancelled.'`,
  `COMMENT ON COLUMN ops.projection_tasks.requested_at IS 'When it was asked for, UTC.'`,
  `COMMENT ON COLUMN ops.projection_tasks.started_at IS 'When it was begun, UTC; null: not yet.'`,
  `COMMENT ON COLUMN ops.projection_tasks.finished_at IS 'When it ended, one way or another, UTC; null: not yet.'`,
  `COMMENT ON COLUMN ops.projection_tasks.cancel_requested_at IS 'When somebody asked to give it up, UTC; null: nobody has.'`,
  `COMMENT ON COLUMN ops.projection_tasks.differences IS 'What a verification found, one element per table: how many rows each side has, how many differ, and the keys of some.'`,
  `COMMENT ON COLUMN ops.projection_tasks.error IS 'Why it failed; null where it has not.'`,
];

export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) await knex.raw(statement);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE ops.projection_tasks, ops.paused_projections');
  await knex.raw('DROP SCHEMA read_next CASCADE');
  await knex.raw('DROP SCHEMA read_previous CASCADE');
  for (const table of ['checkpoints', 'dead_letters'])
    await knex.raw(`DELETE FROM ops.${table} WHERE generation <> 'live'`);
  await knex.raw(
    'ALTER TABLE ops.checkpoints DROP COLUMN generation, DROP COLUMN ordinal, ADD PRIMARY KEY (projection)',
  );
  await knex.raw(
    'ALTER TABLE ops.dead_letters DROP COLUMN discarded_at, DROP COLUMN generation, ADD PRIMARY KEY (projection, stream, revision)',
  );
}
