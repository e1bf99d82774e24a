import type { Knex } from 'knex';

/** The log takes stream names that are longer than a key of an index may be. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE ops.dead_letters DROP CONSTRAINT dead_letters_pkey');
  await knex.raw(
    'CREATE UNIQUE INDEX dead_letters_key ON ops.dead_letters (projection, generation, md5(stream), revision)',
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP INDEX ops.dead_letters_key');
  await knex.raw('ALTER TABLE ops.dead_letters ADD PRIMARY KEY (projection, generation, stream, revision)');
}
