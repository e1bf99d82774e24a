import { describe, expect, test } from '@jest/globals';
import { describeTask, isGood } from '../../../src/cli/projections/describe-task.ts';
import type { ProjectionTask } from '../../../src/platform/projection-operations/views.ts';

const task: ProjectionTask = {
  id: 7,
  kind: 'rebuild',
  projections: ['users', 'cycles'],
  reason: 'requested',
  eventsPerSecond: null,
  failFast: false,
  state: 'done',
  requestedAt: '2026-02-01T11:00:00.000Z',
  startedAt: '2026-02-01T11:00:01.000Z',
  finishedAt: '2026-02-01T11:00:43.000Z',
  cancelRequestedAt: null,
  eventsDone: null,
  eventsTotal: 10_000,
  differences: null,
  error: null,
  waitsFor: null,
};
const same = { liveRows: 1_000, rebuiltRows: 1_000, missing: 0, unexpected: 0, different: 0, examples: [] };

describe('what came of a task', () => {
  test('a rebuild says how to go back', () => {
    expect(describeTask(task)).toEqual([
      'Rebuilt users, cycles in 42 s. Queries read the new tables.',
      'The old ones are kept: "outcomes projections rollback users cycles" brings them back,',
      '"outcomes projections drop-previous users cycles" deletes them.',
    ]);
    expect(isGood(task)).toBe(true);
  });

  test('a verification that found nothing', () => {
    const verified: ProjectionTask = { ...task, kind: 'verify', differences: [{ table: 'users', ...same }] };
    expect(describeTask(verified)).toEqual([
      'TABLE   ROWS  FROM THE LOG  MISSING  UNEXPECTED  DIFFERENT',
      'users  1,000         1,000        0           0          0',
      '',
      'Built users, cycles anew in 42 s: 0 rows differ.',
    ]);
    expect(isGood(verified)).toBe(true);
  });

  test('a verification that found something names some rows, and is not good', () => {
    const verified: ProjectionTask = {
      ...task,
      kind: 'verify',
      differences: [
        {
          table: 'users',
          ...same,
          different: 1,
          examples: [{ key: { id: 'a' }, kind: 'different', columns: ['name', 'status'] }],
        },
        {
          table: 'members',
          ...same,
          missing: 1,
          examples: [{ key: { organization_id: 'o', user_id: 7 }, kind: 'missing' }],
        },
      ],
    };
    expect(describeTask(verified).slice(3)).toEqual([
      '',
      'Built users, cycles anew in 42 s: 2 rows differ.',
      '  users, id=a: different in name, status',
      '  members, organization_id=o, user_id=7: missing',
    ]);
    expect(isGood(verified)).toBe(false);
  });

  test.each([
    [
      { kind: 'rollback' },
      'Brought the previous tables of users, cycles back. Those from before are the previous ones now.',
      true,
    ],
    [{ kind: 'drop' }, 'Deleted the previous tables of users, cycles.', true],
    [{ state: 'failed', error: 'it broke' }, 'Task 7, rebuild of users, cycles, failed: it broke', false],
    [{ state: 'cancelled' }, 'Task 7, rebuild of users, cycles, was given up. Nothing has changed.', false],
  ] as const)('%j', (changed, line, good) => {
    const ended = { ...task, ...changed };
    expect([describeTask(ended), isGood(ended)]).toEqual([[line], good]);
  });
});
