import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE ops.projection_tasks ADD waits_for jsonb');
  await knex.raw(
    `COMMENT ON COLUMN ops.projection_tasks.waits_for IS 'Sessions of the database that use the tables, while the task waits for them: [{pid, application}]; null while it does not.'`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE ops.projection_tasks DROP waits_for');
}
