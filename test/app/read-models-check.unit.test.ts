import { describe, expect, test } from '@jest/globals';
import { readiness } from '../../src/app/health.ts';
import { readModelsCheck } from '../../src/app/read-models-check.ts';
import type { ProjectionProgress } from '../../src/platform/read-models/known-progress.ts';
import { progressOf } from './progress-of.ts';

const fresh = progressOf('users', 9);
const late = (state: ProjectionProgress['state'], lagMs = 61_000) =>
  progressOf('cycles', 3, { state, lagMs, complete: false });

async function checked(...all: ProjectionProgress[]) {
  const { status, checks } = await readiness([readModelsCheck({ each: () => all }, 60_000)]);
  return { status, ...checks.readModels };
}

test('is ready within the bound, and tells how far each is', async () => {
  expect(await checked(fresh, late('running', 60_000))).toEqual({
    status: 'ready',
    ok: true,
    latencyMs: expect.any(Number),
    tooFarBehind: [],
    projections: {
      users: { state: 'running', position: '90', ordinal: 9, lagMs: 0 },
      cycles: { state: 'running', position: '30', ordinal: 3, lagMs: 60_000 },
    },
  });
});

test('is not ready beyond it, and names those that are too far behind', async () => {
  const both = await checked(late('running'), { ...late('running', 90_499), projection: 'objectives' });
  expect(both).toMatchObject({
    status: 'not ready',
    ok: false,
    reason: 'too far behind: cycles 61 s, objectives 90 s',
    tooFarBehind: ['cycles', 'objectives'],
  });
  expect(await checked(fresh, late('running'))).toMatchObject({ status: 'not ready' });
});

describe('is ready though one is too far behind, and names it', () => {
  test('that somebody has paused', async () => {
    const answer = { status: 'ready', ok: true, tooFarBehind: ['cycles'] };
    expect(await checked(fresh, late('paused'))).toMatchObject(answer);
    expect(await checked(late('paused'))).toMatchObject(answer);
  });

  test.each(['building', 'catching-up'] as const)('that is %s while another is up to date', async (state) => {
    expect(await checked(fresh, late(state))).toMatchObject({ status: 'ready', tooFarBehind: ['cycles'] });
    expect(await checked({ ...fresh, lagMs: 61_000 }, late(state))).toMatchObject({
      status: 'not ready',
      reason: 'too far behind: users 61 s, cycles 61 s',
    });
    expect(await checked(late(state))).toMatchObject({ status: 'not ready' });
  });
});

test('is not ready where one is of another log, however fresh', async () => {
  expect(await checked(fresh, late('diverged', 0))).toMatchObject({
    status: 'not ready',
    reason: 'of another event log than the one that there is, to be rebuilt from it: cycles',
  });
});
