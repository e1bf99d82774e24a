import { expect, test } from '@jest/globals';
import { createFileCheck } from '../../../src/jobs/import-okrs/check-file.ts';
import type { Cells } from '../../../src/jobs/import-okrs/columns.ts';
import { readRow } from '../../../src/jobs/import-okrs/read-row.ts';
import { goodCells } from './csv.ts';

type Changes = Partial<Record<keyof Cells, string | undefined>>;

/** What is wrong with the rows, which begin at line 2, on 2026-03-15 with 3 days of grace. */
function check(...rows: Changes[]): string[] {
  const checkFile = createFileCheck({ today: '2026-03-15', graceDays: 3 });
  return rows.flatMap((changes, index) => {
    const cells = Object.entries({ ...goodCells, ...changes }).filter(([, cell]) => cell !== undefined);
    const read = readRow(index + 2, Object.fromEntries(cells));
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return checkFile(read.row).map(({ line, column, message }) => `${line} ${column}: ${message}`);
  });
}
const bare = { check_in_date: undefined, check_in_value: undefined };

test('rows of one thing that say the same, or nothing, agree', () => {
  expect(
    check(
      { objective_description: 'Why', weight: '2', visibility: 'private' },
      { check_in_date: '2026-02-03' },
      { check_in_date: '2026-02-01', objective_description: 'Why', weight: '2.0' },
      { key_result: 'Other', baseline: '0' },
      { objective: 'Other', objective_owner_email: 'bob@example.com' },
      { cycle: '2025', cycle_starts_on: '2025-04-01', cycle_ends_on: '2026-03-31', objective: 'Other' },
    ),
  ).toEqual([]);
});

test.each<[Changes, string]>([
  [{ cycle_starts_on: '2026-01-02' }, 'cycle_starts_on'],
  [{ cycle_ends_on: '2026-04-01' }, 'cycle_ends_on'],
  [{ objective_description: 'Another' }, 'objective_description'],
  [{ objective_owner_email: 'bob@example.com' }, 'objective_owner_email'],
  [{ visibility: 'private' }, 'visibility'],
  [{ key_result_owner_email: 'eve@example.com' }, 'key_result_owner_email'],
  [{ weight: '3' }, 'weight'],
  [{ type: 'percent' }, 'type'],
  [{ unit: 'days' }, 'unit'],
  [{ precision: '3' }, 'precision'],
  [{ baseline: '11' }, 'baseline'],
  [{ target: '51' }, 'target'],
])('a row that says otherwise is bad, and names the row before: %j', (changes, column) => {
  const first = {
    objective_description: 'Why',
    visibility: 'organization',
    key_result_owner_email: 'bob@example.com',
    weight: '2',
  };
  const next = { check_in_date: '2026-02-03' };
  expect(check({ ...bare, key_result: 'First of all' }, first, { ...next, ...changes })).toEqual([
    `4 ${column}: differs from line ${['cycle_starts_on', 'cycle_ends_on', 'objective_owner_email'].includes(column) ? 2 : 3}`,
  ]);
});

test('what a bad row says does not count for those after it', () => {
  const late = { check_in_date: '2026-03-16', target: '60' };
  expect(check(late, {}, { check_in_date: '2026-02-03', target: '60' })).toEqual([
    '2 check_in_date: may not lie in the future',
    '4 target: differs from line 3',
  ]);
});

test('a check-in lies in the cycle or its grace days', () => {
  const past = { cycle: '2025 Q4', cycle_starts_on: '2025-10-01', cycle_ends_on: '2025-12-31' };
  const on = (check_in_date: string) => ({ ...past, check_in_date });
  expect(check(on('2025-10-01'), on('2026-01-03'))).toEqual([]);
  expect(check(on('2025-09-30'), on('2026-01-04'))).toEqual([
    '2 check_in_date: must lie between 2025-10-01 and 2026-01-03',
    '3 check_in_date: must lie between 2025-10-01 and 2026-01-03',
  ]);
  expect(check({ check_in_date: '2026-03-15' })).toEqual([]);
});

test('a check-in, or a row without one, may not be there twice', () => {
  expect(check({}, { check_in_value: '21' }, bare, bare, { key_result: 'Other' })).toEqual([
    '3 check_in_date: repeats line 2',
    '5 null: repeats line 4',
  ]);
});
