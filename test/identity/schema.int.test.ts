import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { down, up } from '../../migrations/0003-identity.ts';
import { createKnex } from '../../src/platform/postgres.ts';
import { startSystem, type TestSystem } from './identity-fixture.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const columns = async () => {
  const { rows } = await system.pool.query(
    `SELECT table_name || '.' || column_name AS name,
            col_description((table_schema || '.' || table_name)::regclass, ordinal_position) AS comment
     FROM information_schema.columns WHERE table_schema = 'identity' ORDER BY 1`,
  );
  return rows as { name: string; comment: string | null }[];
};

test('every column says what it holds', async () => {
  const all = await columns();
  expect(all.length).toBeGreaterThan(15);
  expect(all.filter(({ comment }) => !comment)).toEqual([]);
});

test('the migration is undone and done again', async () => {
  const before = await columns();
  const knex = createKnex(system.pool);
  try {
    await knex.transaction((transaction) => down(transaction));
    expect(await columns()).toEqual([]);
    await knex.transaction((transaction) => up(transaction));
    expect(await columns()).toEqual(before);
  } finally {
    await knex.destroy();
  }
});
