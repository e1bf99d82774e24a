import { expect, test } from '@jest/globals';
import { backoffMs } from '../../src/runtime/backoff.ts';

test.each([
  [1, 50],
  [2, 100],
  [3, 200],
  [6, 1600],
  [7, 2000],
  [2000, 2000],
])('after failure %d the pause is %d ms, less up to half of it by chance', (failures, most) => {
  const pauses = Array.from({ length: 500 }, () => backoffMs(failures, 50, 2000));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(most / 2);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(most);
  expect(new Set(pauses).size).toBeGreaterThan(100);
});

test('without a longest pause it doubles on and on', () => {
  expect(backoffMs(11, 1)).toBeGreaterThanOrEqual(512);
});
