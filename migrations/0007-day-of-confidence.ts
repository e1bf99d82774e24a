import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE read.key_results ADD confidence_on date');
  await knex.raw(
    `COMMENT ON COLUMN read.key_results.confidence_on IS 'Day of the check-in that told the confidence; null: none did.'`,
  );
  // Until the projection has been rebuilt, the live rows are gone on with.
  await knex.raw(
    `UPDATE read.key_results AS k SET confidence_on =
      (SELECT max(p.effective_on) FROM read.key_result_progress AS p
        WHERE p.key_result_id = k.id AND p.superseded_at IS NULL AND p.confidence IS NOT NULL)`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE read.key_results DROP COLUMN confidence_on');
}
