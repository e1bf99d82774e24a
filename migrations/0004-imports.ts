import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.withSchema('ops').createTable('imports', (table) => {
    table.comment('Imports of files: what was asked for, how far it is, what came of it.');
    table.uuid('id').primary().comment('The import; correlation id of all events that it causes.');
    table.uuid('organization_id').notNullable().comment('Organization that is imported into.');
    table.uuid('requested_by').notNullable().comment('User who asked for it, see read.users.id.');
    table
      .text('status')
      .notNullable()
      .checkIn(['waiting', 'checking', 'invalid', 'running', 'done', 'failed'], 'imports_status')
      .comment(
        'waiting; checking the rows; invalid: rows are bad, nothing was imported; running; done; failed.',
      );
    table
      .jsonb('options')
      .notNullable()
      .comment('skipInvalid: import the good rows even if others are bad; dryRun: check only.');
    table.text('fingerprint').notNullable().comment('sha256 of file and options: tells repeated requests.');
    table.binary('file').comment('The file as it was sent; null once the import has ended.');
    table.integer('rows').comment('Rows of the file; null until they are counted.');
    table
      .integer('rows_done')
      .notNullable()
      .defaultTo(0)
      .comment('Rows that were imported, were there already, or were refused.');
    table
      .jsonb('created')
      .notNullable()
      .comment('Things made, by kind: users, cycles, objectives, keyResults, checkIns.');
    table.jsonb('unchanged').notNullable().comment('Things of the file that were there before, by kind.');
    table
      .jsonb('problems')
      .notNullable()
      .defaultTo('[]')
      .comment('The first 1,000 problems: line, column, message. Holds no personal data.');
    table.integer('problem_count').notNullable().defaultTo(0).comment('All problems.');
    table.integer('bad_rows').notNullable().defaultTo(0).comment('Rows with a problem.');
    table.timestamp('created_at', { precision: 3 }).notNullable().comment('When it was asked for, UTC.');
    table.timestamp('started_at', { precision: 3 }).comment('When a worker first took it up, UTC.');
    table.timestamp('finished_at', { precision: 3 }).comment('When it ended, UTC; null until then.');
    table.index(['organization_id', 'created_at'], 'imports_by_organization');
  });
  await knex.raw(
    `CREATE INDEX imports_unfinished ON ops.imports (organization_id) WHERE finished_at IS NULL`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.withSchema('ops').dropTable('imports');
}
