import { expect, test } from '@jest/globals';
import { describeStatus } from '../../../src/cli/projections/describe-status.ts';
import type { ProjectionStatus, ProjectionTask } from '../../../src/platform/projection-operations/views.ts';

const now = Date.parse('2026-02-01T12:00:00.000Z');
const status: ProjectionStatus = {
  name: 'key-results',
  state: 'live',
  version: 1,
  liveVersion: 1,
  position: { commit: '1', prepare: '1' },
  ordinal: 12_345_678,
  lagEvents: 0,
  lastEventRecordedAt: '2026-02-01T11:59:51.000Z',
  pausedAt: null,
  deadLetters: { events: 0, streams: 0 },
  rebuild: null,
  previous: null,
};
const task: ProjectionTask = {
  id: 7,
  kind: 'rebuild',
  projections: ['users', 'cycles'],
  reason: 'requested',
  eventsPerSecond: null,
  failFast: false,
  state: 'running',
  requestedAt: '2026-02-01T11:00:00.000Z',
  startedAt: '2026-02-01T11:00:01.000Z',
  finishedAt: null,
  cancelRequestedAt: null,
  eventsDone: 5_000,
  eventsTotal: 10_000,
  differences: null,
  error: null,
  waitsFor: null,
};

test('a line for each projection, and nothing else where there is nothing to do', () => {
  expect(describeStatus([status, { ...status, name: 'users', ordinal: 7 }], null, now)).toEqual([
    'PROJECTION   STATE  VERSION      EVENTS  BEHIND  DEAD  LAST EVENT',
    'key-results  live   1        12,345,678       0     0  9 s ago',
    'users        live   1                 7       0     0  9 s ago',
  ]);
});

test('what is of another log is named, with what helps', () => {
  const lines = describeStatus(
    [status, { ...status, name: 'users', state: 'diverged', lagEvents: null }],
    null,
    now,
  );
  expect(lines.slice(2)).toEqual([
    'users        diverged  1        12,345,678       ?     0  9 s ago',
    '',
    'The event log is not the one that these were made of: users.',
    'It was replaced, or restored from a backup: "outcomes projections rebuild" makes them of the log that there is.',
  ]);
});

test('what is special stands below', () => {
  const special: ProjectionStatus = {
    ...status,
    state: 'rebuilding',
    version: 2,
    lagEvents: null,
    deadLetters: { events: 3, streams: 1 },
    previous: { version: 1, ordinal: 5, updatedAt: '2026-02-01T11:00:00.000Z' },
  };
  const unbuilt: ProjectionStatus = {
    ...status,
    name: 'cycles',
    state: 'new',
    liveVersion: null,
    ordinal: 0,
    lastEventRecordedAt: null,
  };
  expect(describeStatus([special, unbuilt], task, now)).toEqual([
    'PROJECTION   STATE       VERSION      EVENTS  BEHIND  DEAD  LAST EVENT',
    'key-results  rebuilding  1 → 2    12,345,678       ?     3  9 s ago',
    'cycles       new         1                 0       0     0',
    '',
    'Task 7, rebuild of users, cycles: running, 5,000 of 10,000 events.',
    '"outcomes projections watch" shows it, "… cancel" gives it up.',
    'Previous tables are kept: key-results.',
    'Events were set aside: "outcomes dead-letters list" tells which.',
    'The event store does not answer: nobody knows how far behind they are.',
  ]);
});

test.each([
  ['report (pid 4711)', [{ pid: 4711, application: 'report' }]],
  [
    'somebody (pid 7), a prepared transaction',
    [
      { pid: 7, application: '' },
      { pid: null, application: 'a prepared transaction' },
    ],
  ],
  ['somebody', []],
] as const)('a task that waits for %s', (names, waitsFor) => {
  expect(describeStatus([status], { ...task, waitsFor: [...waitsFor] }, now).slice(3)).toEqual([
    'Task 7, rebuild of users, cycles: running, 5,000 of 10,000 events.',
    `It waits: its tables are in use by ${names}.`,
    '"outcomes projections watch" shows it, "… cancel" gives it up.',
  ]);
});

test.each([
  ['done', []],
  ['cancelled', []],
  ['failed', ['', 'Task 7, rebuild of users, cycles: failed: it broke']],
] as const)('a task that is %s', (state, lines) => {
  const ended = { ...task, state, error: state === 'failed' ? 'it broke' : null };
  expect(describeStatus([status], ended, now).slice(2)).toEqual(lines);
});

test('fits a terminal, with the longest there may be', () => {
  const wide: ProjectionStatus = {
    ...status,
    name: 'a-projection-with-a-name-of-forty-letters',
    state: 'rebuilding',
    liveVersion: 98,
    version: 99,
    ordinal: 1_234_567_890,
    lagEvents: 1_234_567_890,
    deadLetters: { events: 1_000_000, streams: 1 },
    lastEventRecordedAt: '2020-02-01T11:59:51.000Z',
  };
  for (const line of describeStatus([wide], null, now).slice(0, 2))
    expect(line.length).toBeLessThanOrEqual(80);
});
