import { describe, expect, test } from '@jest/globals';
import { table, text } from '../../../src/core/table.ts';
import { tableRows } from '../../../src/runtime/projections/table-rows.ts';

const notes = table('notes', { key: ['id'], columns: { id: text, note: text } });
const pages = table('pages', { key: ['id'], group: 'book', columns: { id: text, book: text } });

/** Rows that are left of 1,000 committed ones with notes of this length, which had been asked for. */
function kept(length: number, limit: number): number {
  const rows = tableRows(notes);
  const keys = Array.from({ length: 1_000 }, (_, index) => String(index));
  rows.fill(keys, [], []);
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

describe('a row that was written without being asked for', () => {
  const write = (rows: ReturnType<typeof tableRows>, id: string, book = 'red') =>
    rows.write(id, { id, book });
  const seal = (rows: ReturnType<typeof tableRows>) => rows.seal().rows.map(({ id }) => id);

  test('is kept until it is committed, and no longer', () => {
    const rows = tableRows(pages);
    write(rows, 'a');
    expect(seal(rows)).toEqual(['a']);
    rows.evict(0);
    expect(rows.has('a')).toBe(true);
    rows.committed();
    expect(rows.has('a')).toBe(false);
  });

  test('stays while it is written again, or in a group that was asked for', () => {
    const rows = tableRows(pages);
    rows.fill([], ['red'], []);
    write(rows, 'a');
    write(rows, 'b', 'blue');
    write(rows, 'c', 'blue');
    seal(rows);
    write(rows, 'b', 'green');
    rows.committed();
    expect(['a', 'b', 'c'].map(rows.has)).toEqual([true, true, false]);
    expect(rows.readGroup('red')).toEqual([{ id: 'a', book: 'red' }]);
    rows.seal();
    rows.committed();
    expect(rows.read('b')).toEqual({ id: 'b', book: 'green' });
  });
});

test('a row that is missed in its group is added, and not written over whatever is there', () => {
  const rows = tableRows(pages);
  rows.fill(['a'], ['red'], []);
  for (const id of ['a', 'b', 'c']) {
    const row = { id, book: 'red' };
    rows.write(id, row, id !== 'c' && rows.read(id, 'red') === null);
  }
  const { added, rows: written } = rows.seal();
  expect([added, written].map((of) => of.map(({ id }) => id))).toEqual([['a', 'b'], ['c']]);
});

test('a row is found within its group, not within another', () => {
  const rows = tableRows(pages);
  rows.fill([], ['red', 'blue'], [{ id: 'a', book: 'red' }]);
  expect(rows.read('a', 'red')).toEqual({ id: 'a', book: 'red' });
  expect(rows.read('b', 'red')).toBeNull();
  expect(() => rows.read('a', 'blue')).toThrow('not within the group');
  expect(() => rows.read('b', 'green')).toThrow('was not loaded');
});
