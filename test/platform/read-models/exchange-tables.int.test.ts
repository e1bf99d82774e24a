import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import { TablesInUseError } from '../../../src/runtime/projections/ownership.ts';
import { type OwnedReadModels, ownedReadModels } from '../../support/owned-read-models.ts';
import { accountBook } from '../../support/sample-projections.ts';

let models: OwnedReadModels;
let client: pg.Client;

beforeEach(async () => {
  models = await ownedReadModels([accountBook]);
  ({ client } = models);
});
afterEach(() => models.close());

/** Names and definitions of the indexes of a table, whatever its schema. */
async function indexes(schema: string): Promise<unknown[]> {
  const { rows } = await client.query(
    `SELECT indexname, split_part(indexdef, ' USING ', 2) AS on FROM pg_indexes
      WHERE schemaname = $1 AND tablename = 'accounts' ORDER BY 1`,
    [schema],
  );
  return rows;
}
const ids = async (schema: string) =>
  (await client.query(`SELECT id FROM ${schema}.accounts ORDER BY 1`)).rows.map(({ id }) => id);
const add = (schema: string, id: string) =>
  client.query(`INSERT INTO ${schema}.accounts VALUES ('${id}', NULL, 0)`);

test('an index that is made or dropped at the last moment is so after the switch', async () => {
  await client.query('CREATE INDEX useless ON read.accounts (balance)');
  await models.rebuild({
    late: () =>
      client.query(`CREATE INDEX late ON read.accounts (team, balance); DROP INDEX read.useless;
        ALTER TABLE read.accounts ADD CONSTRAINT later UNIQUE (balance, id)`),
  });
  expect(await indexes('read')).toEqual([
    { indexname: 'accounts_pkey', on: 'btree (id)' },
    { indexname: 'late', on: 'btree (team, balance)' },
    { indexname: 'later', on: 'btree (balance, id)' },
  ]);
});

test('indexes that have changed since a rebuild have changed after a rollback, too', async () => {
  await client.query(
    'CREATE INDEX changed ON read.accounts (balance); CREATE INDEX useless ON read.accounts (team)',
  );
  await client.query('ALTER TABLE read.accounts ADD CONSTRAINT strict UNIQUE (balance)');
  await models.rebuild();
  await client.query(`DROP INDEX read.useless, read.changed; CREATE INDEX changed ON read.accounts (team, balance);
    CREATE UNIQUE INDEX fresh ON read.accounts (lower(id)) WHERE balance > 0;
    ALTER TABLE read.accounts DROP CONSTRAINT strict`);
  const before = await indexes('read');
  expect(before).toHaveLength(3);
  await models.rollBack();
  expect(await indexes('read')).toEqual(before);
});

test('a switch that is given up leaves the previous tables, one that succeeds replaces them', async () => {
  await add('read', 'first');
  await models.rebuild({ during: () => add('read_next', 'second') });
  const reader = await models.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT 1 FROM read.accounts');
  await expect(models.rebuild({ during: () => add('read_next', 'third') })).rejects.toThrow(TablesInUseError);
  expect([await ids('read'), await ids('read_previous')]).toEqual([['second'], ['first']]);
  await models.rollBack().catch((error) => expect(error).toBeInstanceOf(TablesInUseError));
  await reader.query('COMMIT');
  await models.rollBack();
  expect([await ids('read'), await ids('read_previous')]).toEqual([['first'], ['second']]);
  await models.rebuild({ during: () => add('read_next', 'third') });
  expect([await ids('read'), await ids('read_previous')]).toEqual([['third'], ['first']]);
});

test('the tables that a switch replaces are deleted, and so is what an interrupted one has left of them', async () => {
  const left = async () =>
    (await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'read_replaced'`)).rows;
  await models.rebuild();
  await models.rebuild();
  expect(await left()).toEqual([]);
  await client.query('CREATE TABLE read_replaced.accounts AS SELECT 1 AS one');
  await models.rebuild();
  expect(await left()).toEqual([]);
});
