import type { Knex } from 'knex';

const statements = [
  `ALTER TABLE ops.checkpoints
    ADD last_event_id uuid,
    ADD last_event_commit bigint,
    ADD last_event_prepare bigint,
    ADD diverged_at timestamptz`,
  `COMMENT ON COLUMN ops.checkpoints.last_event_id IS 'The last event that was read, by which the log is known again; null: not noted yet.'`,
  `COMMENT ON COLUMN ops.checkpoints.last_event_commit IS 'Commit position of that event.'`,
  `COMMENT ON COLUMN ops.checkpoints.last_event_prepare IS 'Prepare position of that event.'`,
  `COMMENT ON COLUMN ops.checkpoints.diverged_at IS 'When the log was found not to have that event, UTC: the rows are of another log, and stay as they are until they are built anew. Null: the log has it.'`,
];

export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) await knex.raw(statement);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`ALTER TABLE ops.checkpoints DROP COLUMN last_event_id, DROP COLUMN last_event_commit,
    DROP COLUMN last_event_prepare, DROP COLUMN diverged_at`);
}
