import { describe, expect, test } from '@jest/globals';
import type { Cells } from '../../../src/jobs/import-okrs/columns.ts';
import { readRow } from '../../../src/jobs/import-okrs/read-row.ts';
import { goodCells } from './csv.ts';

type Changes = Partial<Record<keyof Cells, string | undefined>>;

function cellsOf(changes: Changes): Cells {
  const cells = Object.entries({ ...goodCells, ...changes }).filter(([, cell]) => cell !== undefined);
  return Object.fromEntries(cells);
}
function good(changes: Changes) {
  const read = readRow(7, cellsOf(changes));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.row;
}
const noFigures = { baseline: undefined, target: undefined };

test('a row with everything in it', () => {
  const row = good({
    objective_description: 'They stay.',
    objective_owner_email: 'Ada@Example.com',
    objective_owner_name: 'Ada',
    visibility: 'Private',
    key_result_owner_email: 'bob@example.com',
    key_result_owner_name: 'Bob',
    type: 'Number',
    unit: 'accounts',
    precision: '1',
    baseline: '10.50',
    target: '+50',
    weight: '2.0',
    check_in_value: '20.5',
    confidence: '10',
    comment: 'Fine,\nthanks.',
  });
  expect(row).toEqual({
    line: 7,
    cycle: { name: '2026 Q1', startsOn: '2026-01-01', endsOn: '2026-03-31' },
    objective: {
      title: 'Happy customers',
      description: 'They stay.',
      owner: { email: 'ada@example.com', name: 'Ada' },
      visibility: 'private',
    },
    keyResult: {
      title: 'Renewals',
      owner: { email: 'bob@example.com', name: 'Bob' },
      weight: '2',
      measure: { type: 'number', unit: 'accounts', precision: 1, baseline: '10.5', target: '50' },
    },
    checkIn: { effectiveOn: '2026-02-02', value: '20.5', confidence: 10, comment: 'Fine,\nthanks.' },
  });
});

test('a row with as little as possible', () => {
  const { checkIn, objective, keyResult } = good({ check_in_date: undefined, check_in_value: undefined });
  expect(checkIn).toBeNull();
  expect(objective).toEqual({
    title: 'Happy customers',
    description: undefined,
    owner: { email: 'ada@example.com', name: undefined },
    visibility: undefined,
  });
  expect(keyResult.measure).toEqual({ type: 'number', precision: 2, baseline: '10', target: '50' });
});

describe('every type', () => {
  test.each<[string, Changes, object, unknown]>([
    [
      'percent',
      { baseline: '5 %', target: '60%', check_in_value: '40 %' },
      { type: 'percent', precision: 2, baseline: '5', target: '60' },
      '40',
    ],
    [
      'currency',
      { currency: 'eur', target: '0', check_in_value: '3.5' },
      { type: 'currency', currency: 'EUR', precision: 2, baseline: '10', target: '0' },
      '3.5',
    ],
    ['boolean', { ...noFigures, check_in_value: 'Yes' }, { type: 'boolean' }, true],
    ['boolean', { ...noFigures, check_in_value: '0' }, { type: 'boolean' }, false],
    [
      'milestones',
      { ...noFigures, milestones: 'plan: Plan: agreed|pilot * 2.5 | done', check_in_value: 'plan | pilot' },
      {
        type: 'milestones',
        milestones: [
          { id: 'plan', title: 'Plan: agreed', weight: '1' },
          { id: 'pilot', title: 'pilot', weight: '2.5' },
          { id: 'done', title: 'done', weight: '1' },
        ],
      },
      ['plan', 'pilot'],
    ],
    [
      'milestones',
      { ...noFigures, milestones: 'a', check_in_value: 'None' },
      { type: 'milestones', milestones: [{ id: 'a', title: 'a', weight: '1' }] },
      [],
    ],
    [
      'stages',
      { ...noFigures, stages: 'Fail: a | commit: b: c | target: d | stretch: e', check_in_value: 'Target' },
      { type: 'stages', stages: { fail: 'a', commit: 'b: c', target: 'd', stretch: 'e' } },
      'target',
    ],
    [
      'band',
      { ...noFigures, unit: 'weeks', precision: '1', lower: '3', upper: '4.5', check_in_value: '5' },
      { type: 'band', unit: 'weeks', precision: 1, lower: '3', upper: '4.5' },
      '5',
    ],
  ])('%s', (type, cells, measure, value) => {
    const { keyResult, checkIn } = good({ type, ...cells });
    expect(keyResult.measure).toEqual(measure);
    expect(checkIn?.value).toEqual(value);
  });
});
