import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('CREATE SCHEMA IF NOT EXISTS identity');
  await knex.raw(
    `COMMENT ON SCHEMA identity IS 'Credentials and keys: state, not events. Never rebuilt, so it is backed up.'`,
  );

  await knex.schema.withSchema('identity').createTable('accounts', (table) => {
    table.comment('One row per e-mail address that somebody registered with a password.');
    table.uuid('user_id').primary().comment('The user, id of the stream user-<id>.');
    table
      .text('email_hash')
      .notNullable()
      .unique({ indexName: 'accounts_email_hash' })
      .comment('Keyed hash of the e-mail address, as in the stream emailAddress-<hash>.');
    table.text('password_hash').notNullable().comment('Argon2id hash with its salt and parameters.');
    table.uuid('organization_id').notNullable().comment('Organization that a sign-in without one is for.');
    table.boolean('founder').notNullable().comment('Whether this registration founds the system; one may.');
    table.uuid('invitation_id').comment('Invitation that admitted the user; null without one.');
    table
      .text('status')
      .notNullable()
      .checkIn(['pending', 'active'], 'accounts_status')
      .comment('pending until every step of the registration is done; only then can the user sign in.');
    table.text('registration_key').comment('Keyed hash of the Idempotency-Key of the registration.');
    table.text('registration_body').comment('Keyed hash of what was registered, without the password.');
    table
      .timestamp('created_at', { precision: 3 })
      .notNullable()
      .comment('When the address was first registered.');
    table.timestamp('reserved_at', { precision: 3 }).notNullable().comment('When it was last tried, UTC.');
  });
  await knex.raw('CREATE UNIQUE INDEX accounts_founder ON identity.accounts (founder) WHERE founder');
  await knex.raw(
    `COMMENT ON INDEX identity.accounts_founder IS 'Of concurrent first registrations one founds the system.'`,
  );

  await knex.schema.withSchema('identity').createTable('signing_keys', (table) => {
    table.comment('Keys that sign access tokens.');
    table.text('kid').primary().comment('Key id: the JWK thumbprint (RFC 7638).');
    table.jsonb('public_jwk').notNullable().comment('Public key, as served at /.well-known/jwks.json.');
    table
      .text('private_jwe')
      .notNullable()
      .comment(
        'Private key (PKCS #8), encrypted with AES-256-GCM under a key derived from the secret (JWE).',
      );
    table.timestamp('created_at', { precision: 3 }).notNullable().comment('When it was made, UTC.');
    table
      .timestamp('retired_at', { precision: 3 })
      .comment('When it stopped signing; tokens that it signed before stay valid until they expire.');
  });

  await knex.schema.withSchema('identity').createTable('sign_in_failures', (table) => {
    table.comment('Failed sign-ins of the last minutes, of known and unknown addresses alike.');
    table.bigIncrements('id').comment('Number of the failure.');
    table.text('email_hash').notNullable().comment('Keyed hash of the e-mail address that was tried.');
    table.timestamp('failed_at', { precision: 3 }).notNullable().comment('When, UTC.');
    table.index(['email_hash', 'failed_at'], 'sign_in_failures_by_email');
    table.index(['failed_at'], 'sign_in_failures_by_age');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of ['sign_in_failures', 'signing_keys', 'accounts']) {
    await knex.schema.withSchema('identity').dropTable(name);
  }
}
