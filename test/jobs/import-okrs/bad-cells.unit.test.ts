import { describe, expect, test } from '@jest/globals';
import type { Cells } from '../../../src/jobs/import-okrs/columns.ts';
import { readRow } from '../../../src/jobs/import-okrs/read-row.ts';
import { goodCells } from './csv.ts';

type Changes = Partial<Record<keyof Cells, string | undefined>>;

function cellsOf(changes: Changes): Cells {
  const cells = Object.entries({ ...goodCells, ...changes }).filter(([, cell]) => cell !== undefined);
  return Object.fromEntries(cells);
}
function problems(changes: Changes): string[] {
  const read = readRow(7, cellsOf(changes));
  return read.ok ? [] : read.problems.map(({ line, column, message }) => `${line} ${column}: ${message}`);
}
const noFigures = { baseline: undefined, target: undefined };

describe('a bad cell is told with its column and the reason', () => {
  const noComma = 'write numbers with a decimal point and without separators, such as 1234.5';
  const digits = 'expected a decimal with at most 14 digits before and 6 after the point';
  test.each<[Changes, string[]]>([
    [{ cycle: undefined }, ['cycle: may not be empty']],
    [{ cycle: 'x'.repeat(121) }, ['cycle: expected at most 120 characters']],
    [{ cycle_starts_on: '1.4.2026' }, ['cycle_starts_on: expected a calendar date, YYYY-MM-DD']],
    [{ cycle_ends_on: '2026-02-30' }, ['cycle_ends_on: expected a calendar date, YYYY-MM-DD']],
    [{ cycle_ends_on: '2026-01-01' }, ['cycle_ends_on: a cycle starts before it ends']],
    [{ objective: 'a\u0000b' }, ['objective: may not contain control characters']],
    [{ objective_owner_email: undefined }, ['objective_owner_email: may not be empty']],
    [{ objective_owner_email: 'ada' }, ['objective_owner_email: expected an e-mail address']],
    [{ objective_owner_name: 'x'.repeat(121) }, ['objective_owner_name: expected at most 120 characters']],
    [{ key_result_owner_name: 'Bob' }, ['key_result_owner_email: may not be empty where there is a name']],
    [{ visibility: 'secret' }, ['visibility: expected organization or private']],
    [{ key_result: undefined }, ['key_result: may not be empty']],
    [{ weight: '-1' }, ['weight: a weight may not be negative']],
    [{ weight: 'half' }, [`weight: ${digits}`]],
    [{ type: 'nunber' }, ['type: did you mean number?']],
    [
      { type: 'wildly other' },
      ['type: expected one of number, percent, currency, boolean, milestones, stages, band'],
    ],
    [{ target: undefined }, ['target: may not be empty: a number key result needs it']],
    [{ target: '10' }, ['target: must differ from the baseline']],
    [{ target: '1.234,5' }, [`target: ${noComma}`]],
    [{ target: '12.345' }, ['target: has more fraction digits than the precision, 2']],
    [{ precision: '7' }, ['precision: expected an integer from 0 to 6']],
    [{ precision: 'two' }, ['precision: expected an integer from 0 to 6']],
    [{ type: 'percent', target: '101' }, ['target: must lie in 0 to 100']],
    [{ type: 'currency', currency: 'XXXX' }, ['currency: expected an ISO 4217 currency code, such as EUR']],
    [
      { type: 'boolean' },
      [
        'baseline: must be empty: a boolean key result has none',
        'target: must be empty: a boolean key result has none',
      ],
    ],
    [
      { ...noFigures, type: 'milestones', milestones: 'Plan A: x | b', check_in_value: 'none' },
      ['milestones: item 1: expected lower-case letters and digits, joined by single hyphens'],
    ],
    [
      { ...noFigures, type: 'milestones', milestones: 'a | a', check_in_value: 'none' },
      ['milestones: ids must differ'],
    ],
    [
      { ...noFigures, type: 'stages', stages: 'fail: a | commit: b | target: c', check_in_value: 'fail' },
      ['stages: stretch: may not be empty'],
    ],
    [
      {
        ...noFigures,
        type: 'stages',
        stages: 'fail: a|commit: b|target: c|stretch: d|more: e',
        check_in_value: 'fail',
      },
      ['stages: expected fail, commit, target and stretch only'],
    ],
    [{ ...noFigures, type: 'band', lower: '5', upper: '4' }, ['upper: may not be below lower']],
    [{ check_in_date: undefined }, ['check_in_date: may not be empty']],
    [{ check_in_value: undefined }, ['check_in_value: may not be empty']],
    [{ check_in_date: '02/02/2026' }, ['check_in_date: expected a calendar date, YYYY-MM-DD']],
    [{ check_in_value: '1,5' }, [`check_in_value: ${noComma}`]],
    [{ check_in_value: 'lots' }, [`check_in_value: ${digits}`]],
    [{ check_in_value: '1.234' }, ['check_in_value: the value may have at most 2 fraction digits']],
    [{ ...noFigures, type: 'boolean', check_in_value: 'maybe' }, ['check_in_value: expected true or false']],
    [
      { ...noFigures, type: 'milestones', milestones: 'a', check_in_value: 'b' },
      ['check_in_value: the value names a milestone that the key result does not have'],
    ],
    [
      {
        ...noFigures,
        type: 'stages',
        stages: 'fail: a|commit: b|target: c|stretch: d',
        check_in_value: 'won',
      },
      ['check_in_value: expected fail, commit, target or stretch'],
    ],
    [{ confidence: '11' }, ['confidence: expected an integer from 0 to 10']],
    [{ confidence: 'high' }, ['confidence: expected an integer from 0 to 10']],
    [
      { check_in_date: undefined, check_in_value: undefined, confidence: '5' },
      ['confidence: belongs to a check-in, and the row has none'],
    ],
    [
      { cycle_starts_on: 'x', weight: 'y', confidence: 'z' },
      [
        'cycle_starts_on: expected a calendar date, YYYY-MM-DD',
        `weight: ${digits}`,
        'confidence: expected an integer from 0 to 10',
      ],
    ],
  ])('%j', (changes, expected) => {
    expect(problems(changes)).toEqual(expected.map((text) => `7 ${text}`));
  });
});
