import { expect, test } from '@jest/globals';
import { table, text } from '../../../src/core/table.ts';
import { tableRows } from '../../../src/runtime/projections/table-rows.ts';

const notes = table('notes', { key: ['id'], columns: { id: text, note: text } });

/** Rows that are left of 1,000 committed ones with notes of this length, where the table is also read. */
function kept(length: number, limit: number): number {
  const rows = tableRows(notes);
  rows.fill(['asked for'], [], []);
  const keys = Array.from({ length: 1_000 }, (_, index) => String(index));
  for (const key of keys) rows.write(key, { id: key, note: 'x'.repeat(length) });
  rows.seal();
  rows.committed();
  rows.evict(limit);
  return keys.filter((key) => rows.has(key)).length;
}

test('keeps as many rows as the limit allows, the last ones', () => {
  expect(kept(10, 5_000)).toBe(1_000);
  expect(kept(10, 100)).toBe(100);
});

test('keeps fewer of large rows, whatever the limit', () => {
  expect(kept(100_000, 5_000)).toBeLessThan(200);
  expect(kept(100_000, 5_000)).toBeGreaterThan(100);
  expect(kept(100_000, 50)).toBe(50);
});
