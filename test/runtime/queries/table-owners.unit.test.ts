import { expect, test } from '@jest/globals';
import { projections } from '../../../src/projections/index.ts';
import { tableOwners } from '../../../src/runtime/queries/table-owners.ts';

test('every table of the read models has one owner', () => {
  const ownerOf = tableOwners(projections);
  const tables = projections.flatMap(({ name, tables: own }) =>
    Object.values(own).map((table) => ({ name, table: table.name })),
  );
  expect(new Set(tables.map(({ table }) => table)).size).toBe(tables.length);
  for (const { name, table } of tables) expect([table, ownerOf(table)]).toEqual([table, name]);
});

test('a table that no projection writes is an error', () => {
  expect(() => tableOwners(projections)('accounts')).toThrow('accounts');
});
