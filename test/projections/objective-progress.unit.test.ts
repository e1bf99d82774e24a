import { expect, test } from '@jest/globals';
import { uuid } from '../support/uuid.ts';
import { at, checkedIn, defined, objectiveId, of, tablesAfter } from './key-result-history.ts';

test('is the weighted mean of what counts', () => {
  const { objectiveProgress } = tablesAfter(
    defined(10, '3'),
    defined(11, '1'),
    defined(12, '5'),
    checkedIn(10, 20, '2026-02-03', '300', 7),
    checkedIn(11, 21, '2026-02-05', '900', 3),
    of(12, 'KeyResultWaived', { reason: 'No longer ours' }),
  );
  expect(objectiveProgress).toEqual([
    {
      objective_id: objectiveId,
      organization_id: uuid(900),
      progress: '0.625',
      total_weight: '4',
      key_result_count: 2,
      checked_in_count: 2,
      completed_count: 0,
      graded_count: 0,
      lowest_confidence: 3,
      last_effective_on: '2026-02-05',
      last_check_in_at: at(5),
    },
  ]);
});

test('is null, not 0, when nothing counts', () => {
  const { objectiveProgress } = tablesAfter(defined(10), of(10, 'KeyResultRemoved', {}));
  expect(objectiveProgress[0]).toMatchObject({ progress: null, key_result_count: 0 });
});

test('follows a new weight', () => {
  const { objectiveProgress } = tablesAfter(
    defined(10),
    defined(11),
    checkedIn(10, 20, '2026-02-03', '500'),
    of(10, 'KeyResultReweighted', { weight: '3' }),
  );
  expect(objectiveProgress[0]?.progress).toBe('0.75');
});
