import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { TaskImpossibleError } from '../../../src/runtime/projections/ownership.ts';
import { type OwnedReadModels, ownedReadModels } from '../../support/owned-read-models.ts';
import { accountBook } from '../../support/sample-projections.ts';
import { waitUntil } from '../../support/wait-until.ts';

let models: OwnedReadModels;
let client: pg.Client;

beforeAll(async () => {
  models = await ownedReadModels([accountBook]);
  ({ client } = models);
  await client.query('CREATE SCHEMA other');
});
afterEach(() =>
  client.query(`DROP SCHEMA other CASCADE; CREATE SCHEMA other; DROP PUBLICATION IF EXISTS warehouse;
    DROP RULE IF EXISTS never ON read.accounts`),
);
afterAll(() => models.close());

/** Tables that are live, by their identity. */
const live = async () =>
  (await client.query(`SELECT 'read.accounts'::regclass::oid, 'read.teams'::regclass::oid AS teams`)).rows;

test.each([
  ['view other.report', 'CREATE VIEW other.report AS SELECT sum(balance) FROM read.accounts'],
  [
    'materialized view other.report',
    'CREATE MATERIALIZED VIEW other.report AS SELECT sum(balance) FROM read.accounts',
  ],
  [
    'table constraint of_account on other.remarks',
    'CREATE TABLE other.remarks (account text CONSTRAINT of_account REFERENCES read.accounts (id))',
  ],
  [
    'function other.total()',
    'CREATE FUNCTION other.total() RETURNS bigint BEGIN ATOMIC SELECT sum(balance) FROM read.accounts; END',
  ],
  [
    'function other.rich()',
    `CREATE FUNCTION other.rich() RETURNS SETOF read.accounts LANGUAGE sql AS 'SELECT * FROM read.accounts'`,
  ],
  [
    'trigger told on read.accounts',
    `CREATE FUNCTION other.tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER told AFTER INSERT ON read.accounts FOR EACH STATEMENT EXECUTE FUNCTION other.tell()`,
  ],
  ['rule never on read.accounts', 'CREATE RULE never AS ON DELETE TO read.accounts DO INSTEAD NOTHING'],
  ['table other.more', 'CREATE TABLE other.more () INHERITS (read.accounts)'],
  [
    'policy known on other.notes',
    `CREATE TABLE other.notes (account text);
      CREATE POLICY known ON other.notes USING (account IN (SELECT id FROM read.accounts))`,
  ],
  [
    'publication relation read.accounts in publication warehouse',
    'CREATE PUBLICATION warehouse FOR TABLE read.accounts',
  ],
])('a %s stops a build at its beginning, a switch and a rollback', async (name, statement) => {
  const sentence = `the ${name} depends on read.accounts, and would stay with that table`;
  await models.rebuild();
  const before = await live();
  const late = models.rebuild({ late: () => client.query(statement) });
  await expect(late).rejects.toThrow(TaskImpossibleError);
  await expect(late).rejects.toThrow(sentence);
  await expect(models.rollBack()).rejects.toThrow(sentence);
  let begun = false;
  const during = async () => {
    begun = true;
  };
  await expect(models.rebuild({ during })).rejects.toThrow(sentence);
  expect(begun).toBe(false);
  expect(await live()).toEqual(before);
});

test('a view over a previous table, which is to be dropped, stops a build at its beginning', async () => {
  await models.rebuild();
  await client.query('CREATE VIEW other.report AS SELECT * FROM read_previous.accounts');
  await expect(models.rebuild()).rejects.toThrow('the view other.report depends on read_previous.accounts');
});

test('a view that is made while the switch waits for it stops the switch', async () => {
  const maker = await models.connect();
  let made: Promise<unknown> = Promise.resolve();
  const rebuilt = models.rebuild({
    late: async () => {
      await maker.query('BEGIN');
      await maker.query('CREATE VIEW other.report AS SELECT sum(balance) FROM read.accounts');
      const waiting = () =>
        client.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'`);
      made = waitUntil(async () => (await waiting()).rowCount, { everyMs: 2 }).then(() =>
        maker.query('COMMIT'),
      );
    },
  });
  await expect(rebuilt).rejects.toThrow('the view other.report depends on read.accounts');
  await made;
});

test('indexes, constraints, defaults, statistics and policies of the tables themselves stop nothing', async () => {
  await client.query(`CREATE INDEX ON read.accounts (lower(id)); CREATE STATISTICS ON id, team FROM read.accounts;
    ALTER TABLE read.accounts ADD CHECK (balance > -1000000), ALTER COLUMN balance SET DEFAULT 0;
    CREATE POLICY everything ON read.accounts USING (id IN (SELECT id FROM read.ranks))`);
  await models.rebuild();
  await models.rollBack();
});
