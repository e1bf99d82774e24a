import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE read.key_results ADD confidence_on date');
  await knex.raw(
    `COMMENT ON COLUMN read.key_results.confidence_on IS 'Day of the check-in that told the confidence; null: none did.'`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE read.key_results DROP COLUMN confidence_on');
}
