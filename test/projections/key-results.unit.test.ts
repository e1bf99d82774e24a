import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';
import { columnsAfter, currentColumns } from '../../src/projections/key-results/summaries.ts';
import { rollout } from '../domain/measures.ts';
import type { HistoryEvent } from '../support/record-history.ts';
import { uuid } from '../support/uuid.ts';
import {
  at,
  checkedIn,
  corrected,
  defined,
  objectiveId,
  of,
  retracted,
  tablesAfter,
  targetRevised,
} from './key-result-history.ts';

test('starts at 0 without a check-in', () => {
  const { keyResults } = tablesAfter(defined(10));
  expect(keyResults).toEqual([
    expect.objectContaining({
      id: uuid(10),
      objective_id: objectiveId,
      type: 'number',
      unit: null,
      precision: 2,
      baseline: '100',
      target: '500',
      has_check_in: false,
      current_value: null,
      raw_progress: '0',
      clamped_progress: '0',
      created_at: at(1),
      updated_at: at(1),
      revision: 0,
    }),
  ]);
});

test('is where its check-in of the latest day says, ties by the order of recording', () => {
  const { keyResults } = tablesAfter(
    defined(10),
    checkedIn(10, 20, '2026-02-10', '300', 4),
    checkedIn(10, 21, '2026-02-10', '700'),
    checkedIn(10, 22, '2026-02-03', '200', 8),
  );
  expect(keyResults[0]).toMatchObject({
    current_value: '700',
    current_numeric: '700',
    raw_progress: '1.5',
    clamped_progress: '1',
    check_in_count: 3,
    last_effective_on: '2026-02-10',
    last_check_in_at: at(4),
    confidence: 4,
    confidence_on: '2026-02-10',
    revision: 3,
  });
});

test('sums up one check-in after the other as it does all at once', () => {
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom('record', 'record', 'correct', 'retract'),
      day: fc.constantFrom('2026-02-03', '2026-02-10', '2026-02-17'),
      value: fc.constantFrom('200', '300', '700'),
      confidence: fc.option(fc.nat(10), { nil: undefined }),
      earlier: fc.nat(7),
    }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(steps, (story) => {
      const standing: number[] = [];
      const events = story.flatMap(({ kind, day, value, confidence, earlier }, index) => {
        const which = standing[earlier % Math.max(1, standing.length)];
        if (kind === 'record' || which === undefined) {
          standing.push(20 + index);
          return checkedIn(10, 20 + index, day, value, confidence);
        }
        if (kind === 'correct') return corrected(10, which, day, value);
        standing.splice(standing.indexOf(which), 1);
        return retracted(10, which);
      });
      const { keyResults, progress } = tablesAfter(defined(10), ...events);
      expect(keyResults[0]).toMatchObject(currentColumns(progress));
    }),
  );
});

test('takes the confidence of a row of version 1 for that of its last day', () => {
  const { keyResults, progress } = tablesAfter(
    defined(10),
    checkedIn(10, 20, '2026-02-17', '200', 7),
    checkedIn(10, 21, '2026-02-10', '300', 3),
  );
  const [row] = keyResults;
  const [early] = progress.filter(({ effective_on }) => effective_on === '2026-02-10');
  if (!row || !early) throw new Error('no rows');
  const old = { ...row, confidence_on: null };
  expect(columnsAfter(old, early).confidence).toBe(7);
  expect(columnsAfter(old, { ...early, effective_on: '2026-02-18' }).confidence).toBe(3);
});

test('falls back to the check-in before when the one that counts is retracted', () => {
  const { keyResults } = tablesAfter(
    defined(10),
    checkedIn(10, 20, '2026-02-03', '200'),
    checkedIn(10, 21, '2026-02-10', '300'),
    retracted(10, 21),
  );
  expect(keyResults[0]).toMatchObject({ current_value: '200', raw_progress: '0.25', check_in_count: 1 });
});

test('has no figure for values that are none', () => {
  const { keyResults, progress } = tablesAfter(
    { ...defined(10), data: { ...defined(10).data, measure: keyResultMeasure.parse(rollout) } },
    of(10, 'CheckInRecorded', {
      checkInId: uuid(20),
      effectiveOn: '2026-02-03',
      value: ['alpha', 'beta'],
      authorId: 'author',
      source: 'api',
    }),
  );
  expect(keyResults[0]).toMatchObject({
    current_value: ['alpha', 'beta'],
    current_numeric: null,
    target: null,
  });
  expect(progress[0]).toMatchObject({
    value: ['alpha', 'beta'],
    value_numeric: null,
    raw_progress: '0.75',
  });
});

test('keeps its grade whatever comes in later', () => {
  const { keyResults } = tablesAfter(
    defined(10),
    of(10, 'KeyResultGraded', { score: '0.4', computedScore: '0.3', note: 'Close' }),
    checkedIn(10, 20, '2026-02-03', '500'),
  );
  expect(keyResults[0]).toMatchObject({
    is_graded: true,
    grade: '0.4',
    computed_grade: '0.3',
    grade_note: 'Close',
  });
});

test('is complete until a correction of that check-in or a new target undoes it', () => {
  const complete = [
    defined(10),
    checkedIn(10, 20, '2026-02-03', '500'),
    of(10, 'KeyResultCompleted', { checkInId: uuid(20), completedOn: '2026-02-03' }),
  ];
  const completedOn = (...events: HistoryEvent[]) =>
    tablesAfter(...complete, ...events).keyResults[0]?.completed_on;
  expect(completedOn()).toBe('2026-02-03');
  expect(completedOn(checkedIn(10, 21, '2026-02-04', '300'))).toBe('2026-02-03');
  expect(completedOn(corrected(10, 20, '2026-02-03', '510'))).toBe('2026-02-03');
  expect(completedOn(corrected(10, 20, '2026-02-03', '490'))).toBeNull();
  expect(completedOn(retracted(10, 20))).toBeNull();
  expect(completedOn(targetRevised(10))).toBeNull();
});

test('a check-in of one that is not there is poison', () => {
  expect(() => tablesAfter(checkedIn(10, 20, '2026-02-03', '300'))).toThrow('cannot take CheckInRecorded');
});
