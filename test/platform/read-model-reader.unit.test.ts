import { expect, test } from '@jest/globals';
import knex from 'knex';
import { createReadModelReader } from '../../src/platform/read-model-reader.ts';
import type { ReadDatabase } from '../../src/runtime/queries/ports.ts';

const position = { commit: 9n, prepare: 9n };

function setUp(reaches: boolean) {
  const calls: unknown[] = [];
  const database: ReadDatabase = {
    builder: knex({ client: 'pg' }),
    run: (query) => database.send(query.toSQL().toNative()),
    async send({ sql, bindings }) {
      calls.push([sql, ...bindings]);
      return [{ id: 'a' }];
    },
  };
  const { rowsAt } = createReadModelReader({
    database,
    freshness: {
      current: () => ({ position, ordinal: 1, lagMs: 0 }),
      async waitFor({ commit }, _timeoutMs, projections) {
        calls.push([commit, projections]);
        return reaches;
      },
      lagging: (_position, [projection = ''] = []) =>
        reaches ? [] : [{ projection, state: 'paused', position, ordinal: 1, lagMs: 0 }],
    },
    ownerOf: (table) => `owner of ${table}`,
  });
  return { calls, rowsAt };
}

test('waits for the projection that writes the table, and for no other, and reads rows of the organization', async () => {
  const { calls, rowsAt } = setUp(true);
  expect(await rowsAt(position, 'acme', 'cycles', { status: 'open' })).toEqual([{ id: 'a' }]);
  expect(calls).toEqual([
    [9n, ['owner of cycles']],
    ['select * from "read"."cycles" where "status" = $1 and "organization_id" = $2', 'open', 'acme'],
  ]);
});

test('reads nothing where the projection does not get there', async () => {
  const { calls, rowsAt } = setUp(false);
  await expect(rowsAt(position, 'acme', 'cycles', {})).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'the read models are behind: owner of cycles is paused; try again shortly',
  });
  expect(calls.length).toBe(1);
});
