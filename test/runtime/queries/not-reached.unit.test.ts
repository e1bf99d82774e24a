import { expect, test } from '@jest/globals';
import { describeLagging, notReached } from '../../../src/runtime/queries/not-reached.ts';
import type { LaggingProjection } from '../../../src/runtime/queries/ports.ts';

const at = { position: { commit: 7n, prepare: 7n }, ordinal: 4, lagMs: 12 };
const lagging = (...states: LaggingProjection['state'][]): LaggingProjection[] =>
  states.map((state, index) => ({ ...at, projection: `p${index}`, state }));

test('says of each projection what it does', () => {
  expect(describeLagging(lagging('paused', 'building'))).toBe('p0 is paused, p1 is being built');
  expect(describeLagging(lagging('catching-up', 'running'))).toBe('p0 is catching up, p1 is behind');
});

test('names few, however many there are', () => {
  expect(describeLagging(lagging('paused', 'paused', 'paused', 'running', 'running'))).toBe(
    'p0 is paused, p1 is paused, p2 is paused and 2 more',
  );
});

test('those that have got there just now are not named', () => {
  const { message, details } = notReached([], at);
  expect(message).toBe('the read models are not that far yet');
  expect(details).toMatchObject([
    { field: 'X-Consistency-Token', position: '7', lagMs: 12, projections: [] },
  ]);
});
