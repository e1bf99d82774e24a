import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('CREATE SCHEMA read_replaced');
  await knex.raw(
    `COMMENT ON SCHEMA read_replaced IS 'Previous read models that a rebuild has replaced, until they are deleted, right after it.'`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP SCHEMA read_replaced CASCADE');
}
