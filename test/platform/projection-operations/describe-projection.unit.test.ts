import { expect, test } from '@jest/globals';
import { describeProjection } from '../../../src/platform/projection-operations/describe-projection.ts';

type Arguments = Parameters<typeof describeProjection>;

const generation = {
  version: 1,
  position: { commit: '1', prepare: '1' },
  ordinal: 1,
  lastEventRecordedAt: null,
  updatedAt: '2026-02-01T00:00:00.000Z',
  diverged: false,
};
const record: Arguments[1] = {
  pausedAt: null,
  deadLetters: { events: 0, streams: 0 },
  live: generation,
  next: null,
  previous: null,
};
const task: NonNullable<Arguments[3]> = {
  id: 1,
  kind: 'rebuild',
  projections: ['users'],
  reason: 'requested',
  eventsPerSecond: null,
  failFast: false,
  state: 'running',
  requestedAt: '2026-02-01T00:00:00.000Z',
  startedAt: null,
  finishedAt: null,
  cancelRequestedAt: null,
  eventsDone: 0,
  eventsTotal: 1,
  differences: null,
  error: null,
  waitsFor: null,
};
const diverged = { ...record, live: { ...generation, diverged: true } };
const paused = { ...record, pausedAt: '2026-02-01T00:00:00.000Z' };

test.each<[string, Arguments[1], Arguments[3]]>([
  ['live', record, null],
  ['live', record, { ...task, projections: ['cycles'] }],
  ['live', record, { ...task, state: 'waiting' }],
  ['live', record, { ...task, kind: 'rollback' }],
  ['rebuilding', record, task],
  ['verifying', record, { ...task, kind: 'verify' }],
  ['paused', paused, task],
  ['diverged', diverged, null],
  ['rebuilding', diverged, task],
  ['new', { ...record, live: null }, null],
  ['new', { ...record, live: { ...generation, position: null } }, null],
])('is %s', (state, found, latest) => {
  expect(describeProjection({ name: 'users', version: 2 }, found, 0, latest).state).toBe(state);
});
