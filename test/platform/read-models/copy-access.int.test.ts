import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import { copyAccess } from '../../../src/platform/read-models/copy-access.ts';
import { TablesInUseError, TaskImpossibleError } from '../../../src/runtime/projections/ownership.ts';
import { type OwnedReadModels, ownedReadModels } from '../../support/owned-read-models.ts';
import { accountBook } from '../../support/sample-projections.ts';
import { waitUntil } from '../../support/wait-until.ts';

const projections = [accountBook];
const role = `analyst_${randomBytes(4).toString('hex')}`;
const other = `${role}_too`;

let models: OwnedReadModels;
let client: pg.Client;
let analyst: pg.Client;

beforeAll(async () => {
  models = await ownedReadModels(projections);
  ({ client } = models);
  analyst = await models.connect();
});
beforeEach(async () => {
  await client.query(`CREATE ROLE ${role}; CREATE ROLE ${other}`);
  await client.query(`GRANT USAGE ON SCHEMA read TO ${role}, ${other}`);
});
afterEach(async () => {
  await client.query(`DROP OWNED BY ${role}, ${other} CASCADE; DROP ROLE ${role}; DROP ROLE ${other}`);
  await client.query('ALTER TABLE read.accounts DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY');
});
afterAll(() => models.close());

/** Rows that the analyst finds, or null where there is no access. */
async function found(columns = '*', table = 'accounts'): Promise<number | null> {
  await analyst.query(`SET ROLE ${role}`);
  try {
    return (await analyst.query(`SELECT ${columns} FROM read.${table}`)).rowCount;
  } catch (error) {
    if (error instanceof Error && error.message.includes('permission denied')) return null;
    throw error;
  } finally {
    await analyst.query('RESET ROLE');
  }
}

/** What is granted on tables and columns of the live tables, to anybody but their owner. */
async function granted(): Promise<unknown[]> {
  const { rows } = await client.query(
    `SELECT table_name AS on, NULL AS column, grantee, privilege_type, is_grantable
        FROM information_schema.table_privileges WHERE table_schema = 'read' AND grantee <> current_user
      UNION ALL SELECT table_name, column_name, grantee, privilege_type, is_grantable
        FROM information_schema.column_privileges WHERE table_schema = 'read' AND grantee <> current_user
      ORDER BY 1, 2, 3, 4`,
  );
  return rows;
}

test('grants of tables and columns, to be passed on or not, are the same after a switch and a rollback', async () => {
  await client.query(
    `GRANT SELECT ON read.teams TO ${role} WITH GRANT OPTION; GRANT INSERT ON read.teams TO PUBLIC`,
  );
  await client.query(`GRANT SELECT (id, team), UPDATE (team) ON read.accounts TO ${role}, ${other}`);
  const before = await granted();
  expect(before.length).toBeGreaterThan(6);
  await models.rebuild();
  expect(await granted()).toEqual(before);
  await models.rollBack();
  expect(await granted()).toEqual(before);
  expect(await found('id, team')).toBe(0);
  expect(await found('balance')).toBeNull();
  await client.query('REVOKE ALL ON read.teams FROM PUBLIC');
});

test('what is granted and revoked during a build counts at the switch', async () => {
  await client.query(
    `GRANT SELECT ON read.accounts TO ${role}; GRANT SELECT (team) ON read.teams TO ${role}`,
  );
  await models.rebuild({
    during: () =>
      client.query(
        `REVOKE SELECT ON read.accounts FROM ${role}; REVOKE SELECT (team) ON read.teams FROM ${role};
          GRANT SELECT ON read.ranks TO ${role}`,
      ),
  });
  expect(await found()).toBeNull();
  expect(await found('team', 'teams')).toBeNull();
  expect(await found('*', 'ranks')).toBe(0);
});

test('what is granted and revoked after a rebuild counts in a rollback', async () => {
  await client.query(
    `GRANT SELECT ON read.accounts TO ${role}; GRANT SELECT (team) ON read.teams TO ${role}`,
  );
  await models.rebuild();
  await client.query(
    `REVOKE SELECT ON read.accounts FROM ${role}; REVOKE SELECT (team) ON read.teams FROM ${role};
      GRANT SELECT ON read.ranks TO ${role}`,
  );
  await models.rollBack();
  expect(await found()).toBeNull();
  expect(await found('team', 'teams')).toBeNull();
  expect(await found('*', 'ranks')).toBe(0);
});

test('nobody gets access because new tables are granted by default', async () => {
  await client.query(`ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${role}, PUBLIC`);
  await models.rebuild();
  await client.query(`ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM PUBLIC`);
  expect(await found()).toBeNull();
  expect(await granted()).toEqual([]);
});

test('a REVOKE that has not been committed is waited for, and counts at the next try', async () => {
  await client.query(
    `GRANT SELECT ON read.accounts TO ${role}; GRANT SELECT (team) ON read.teams TO ${role}`,
  );
  const revoke = `REVOKE SELECT ON read.accounts FROM ${role}; REVOKE SELECT (team) ON read.teams FROM ${role}`;
  let revoked: Promise<unknown> = Promise.resolve();
  const late = async () => {
    await analyst.query('BEGIN');
    await analyst.query(revoke);
    const waiting = () =>
      client.query(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
    revoked = waitUntil(async () => (await waiting()).rowCount, { everyMs: 2 }).then(() =>
      analyst.query('COMMIT'),
    );
  };
  await expect(models.rebuild({ late })).rejects.toThrow(TablesInUseError);
  await revoked;
  await models.rebuild();
  expect(await granted()).toEqual([]);
});

test('a REVOKE that comes during the switch waits for its end', async () => {
  await models.rebuild();
  await client.query(
    `GRANT SELECT ON read.accounts TO ${role}; GRANT SELECT (team) ON read.teams TO ${role}`,
  );
  const tables = ['accounts', 'teams'];
  await client.query('BEGIN');
  await copyAccess(
    client,
    tables.map((name) => `read.${name}`),
    tables.map((name) => `read_previous.${name}`),
  );
  await analyst.query(`SET lock_timeout = '50ms'`);
  for (const what of ['SELECT ON read.accounts', 'SELECT (team) ON read.teams']) {
    await expect(analyst.query(`REVOKE ${what} FROM ${role}`)).rejects.toThrow('lock timeout');
  }
  expect((await analyst.query('SELECT 1 FROM read.accounts')).rowCount).toBe(0);
  await analyst.query('RESET lock_timeout');
  await client.query('ROLLBACK');
});

test('access that only a stranger could give again is told at the beginning', async () => {
  await client.query(`GRANT SELECT ON read.accounts TO ${role} WITH GRANT OPTION`);
  await client.query(`SET ROLE ${role}; GRANT SELECT ON read.accounts TO ${other}; RESET ROLE`);
  let begun = false;
  const during = async () => {
    begun = true;
  };
  const refused = models.rebuild({ during });
  await expect(refused).rejects.toThrow(TaskImpossibleError);
  await expect(refused).rejects.toThrow(`${other} has access to read.accounts from ${role}, who alone`);
  expect(begun).toBe(false);
});

test('row security is the same after a switch and a rollback, also where policies read the other tables', async () => {
  await client.query(`INSERT INTO read.accounts VALUES ('a', 'ours', 1), ('b', 'theirs', 2)`);
  await client.query(`INSERT INTO read.teams VALUES ('ours', 1, 1)`);
  await client.query(`GRANT SELECT ON read.accounts, read.teams TO ${role}`);
  await client.query(`ALTER TABLE read.accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY "one team's" ON read.accounts FOR SELECT TO ${role}, ${other}
      USING (team IN (SELECT team FROM read.teams));
    CREATE POLICY "not rich" ON read.accounts AS RESTRICTIVE USING (balance < 10) WITH CHECK (balance < 5)`);
  const policies = async () =>
    (
      await client.query(
        `SELECT p.*, c.relrowsecurity, c.relforcerowsecurity
          FROM pg_policies p JOIN pg_class c ON c.oid = format('%I.%I', p.schemaname, p.tablename)::regclass
          WHERE schemaname = 'read' ORDER BY policyname`,
      )
    ).rows;
  const before = await policies();
  expect(before).toHaveLength(2);
  expect(await found()).toBe(1);
  await models.rebuild({
    during: () =>
      client.query(`INSERT INTO read_next.accounts VALUES ('c', 'new', 1), ('d', 'ours', 2), ('e', 'new', 3);
        INSERT INTO read_next.teams VALUES ('new', 1, 1)`),
  });
  expect(await policies()).toEqual(before);
  expect(await found()).toBe(2);
  await client.query('DROP POLICY "not rich" ON read.accounts');
  await models.rollBack();
  expect(await policies()).toEqual(before.filter(({ policyname }) => policyname !== 'not rich'));
  expect(await found()).toBe(1);
  await client.query('ALTER TABLE read.accounts DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY');
  await client.query('DROP POLICY "one team\'s" ON read.accounts');
  await models.rollBack();
  expect(await policies()).toEqual([]);
  expect(await found()).toBe(3);
});
