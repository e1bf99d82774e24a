import { describe, expect, test } from '@jest/globals';
import type { LogPosition } from '../../../src/core/define-events.ts';
import { knownProgress } from '../../../src/platform/read-models/known-progress.ts';
import type { ProgressNotice } from '../../../src/platform/read-models/progress-notice.ts';
import type { ReadCheckpoint } from '../../../src/platform/read-models/read-checkpoints.ts';

const at = (commit: number): LogPosition => ({ commit: BigInt(commit), prepare: BigInt(commit) });

function setUp(projections = ['a', 'b']) {
  let now = 1_000;
  const known = knownProgress(projections, () => now);
  const told = (ordinal: number, changed: Partial<ProgressNotice> = {}): ProgressNotice => ({
    ...{ epoch: '1', projections, position: at(10 * ordinal), ordinal, lagMs: 0, live: true },
    ...changed,
  });
  const checkpoint = (ordinal: number, changed: Partial<ReadCheckpoint> = {}): ReadCheckpoint => ({
    ...{ projection: 'a', epoch: 1n, position: at(10 * ordinal), ordinal, lagMs: 0 },
    ...{ paused: false, rebuilding: false, diverged: false },
    ...changed,
  });
  return {
    ...known,
    hear: (ordinal: number, changed?: Partial<ProgressNotice>) => known.hear(told(ordinal, changed)),
    read: (ordinal: number, changed?: Partial<ReadCheckpoint>, asTheyAre?: boolean) =>
      known.read([checkpoint(ordinal, changed)], asTheyAre),
    pass(ms: number) {
      now += ms;
    },
    state: (name: string) => known.each().find(({ projection }) => projection === name)?.state,
  };
}

test('nothing was told: everything stands before the first event, and the lag grows', () => {
  const { standing, pass } = setUp();
  expect(standing(['a', 'b'])).toEqual({ position: at(0), ordinal: 0, lagMs: 0 });
  pass(60_000);
  expect(standing(['a']).lagMs).toBe(60_000);
});

test('who lacks the first event lags by the age of the log', () => {
  const { hear, read, standing, pass, logBegan, needsAgeOfLog } = setUp();
  expect(needsAgeOfLog()).toBe(true);
  logBegan(3_600_000);
  expect(needsAgeOfLog()).toBe(false);
  pass(1_000);
  expect(standing(['a']).lagMs).toBe(3_601_000);
  hear(0, { projections: ['a'], live: false, lagMs: 20 });
  expect(standing(['a']).lagMs).toBe(3_601_000);
  hear(1, { projections: ['a'], live: false, lagMs: 20 });
  expect(standing(['a']).lagMs).toBe(20);
  read(0, { epoch: null, position: at(0) });
  expect(standing(['a']).lagMs).toBe(3_601_000);
});

test('after the server has crashed, what it lost is no longer counted', () => {
  const { hear, read, standing } = setUp(['a']);
  hear(7);
  read(5);
  expect(standing([]).ordinal).toBe(7);
  read(5, {}, true);
  expect(standing([])).toMatchObject({ position: at(50), ordinal: 5 });
  hear(6);
  expect(standing([]).ordinal).toBe(6);
});

test('nobody lacks the first event of an empty log', () => {
  const { hear, standing, needsAgeOfLog, logBegan } = setUp();
  hear(0);
  expect(needsAgeOfLog()).toBe(false);
  logBegan(3_600_000);
  expect(standing([]).lagMs).toBe(0);
});

test('tells position and lag of the one that is furthest behind of those that are asked for', () => {
  const { hear, standing } = setUp(['a', 'b', 'c']);
  hear(7, { projections: ['a', 'c'], lagMs: 5, live: false });
  hear(3, { projections: ['b'], lagMs: 900, live: false });
  expect(standing(['a'])).toEqual({ position: at(70), ordinal: 7, lagMs: 5 });
  expect(standing(['c', 'b'])).toEqual({ position: at(30), ordinal: 3, lagMs: 900 });
  expect(standing([])).toEqual(standing(['a', 'b', 'c']));
  expect(() => standing(['nobody'])).toThrow('nobody');
});

test('pays no heed to projections of other versions of the code', () => {
  const { hear, each } = setUp();
  hear(7, { projections: ['a', 'former'] });
  expect(each().map(({ projection, ordinal }) => [projection, ordinal])).toEqual([
    ['a', 7],
    ['b', 0],
  ]);
});

describe('a higher epoch', () => {
  test('counts also where it stands earlier; a lower one does not', () => {
    const { hear, standing } = setUp();
    hear(7, { epoch: '3' });
    hear(9, { epoch: '2' });
    expect(standing([]).ordinal).toBe(7);
    hear(2, { epoch: '4', lagMs: 88, live: false });
    expect(standing([])).toEqual({ position: at(20), ordinal: 2, lagMs: 88 });
    hear(1, { epoch: '4' });
    expect(standing([]).ordinal).toBe(2);
  });

  test('compares as a number, and only for the projections it is about', () => {
    const { hear, standing } = setUp();
    hear(7, { epoch: '9' });
    hear(4, { epoch: '10', projections: ['b'], live: false });
    expect(standing(['a']).ordinal).toBe(7);
    expect(standing(['b']).ordinal).toBe(4);
  });

  test('in a checkpoint takes back what was told before it', () => {
    const { hear, read, standing } = setUp(['a']);
    hear(7);
    read(3, { epoch: 2n, lagMs: 4_000 });
    expect(standing([])).toEqual({ position: at(30), ordinal: 3, lagMs: 4_000 });
  });
});

describe('a checkpoint that was read after a notice was heard', () => {
  test('is believed at once where the notice was ahead of it', () => {
    const { hear, reading, read, standing, state } = setUp(['a']);
    for (const epoch of ['1', '9']) {
      hear(900, { epoch });
      reading();
      read(5, { lagMs: 70 });
      expect(standing([])).toEqual({ position: at(50), ordinal: 5, lagMs: 70 });
      expect(state('a')).toBe('running');
      hear(6);
      expect(standing([])).toEqual({ position: at(60), ordinal: 6, lagMs: 0 });
      read(5, {}, true);
    }
  });

  test('is believed the second time where the notice went back, as a rollback does before it is committed', () => {
    const { hear, reading, read, standing } = setUp(['a']);
    hear(7);
    const checked = (...checkpoint: Parameters<typeof read>) => {
      reading();
      read(...checkpoint);
      return standing([]).ordinal;
    };
    hear(3, { epoch: '2' });
    expect(checked(7)).toBe(3);
    expect(checked(3, { epoch: 2n })).toBe(3);
    hear(2, { epoch: '3' });
    expect(checked(3, { epoch: 2n })).toBe(2);
    expect(checked(3, { epoch: 2n })).toBe(3);
    hear(4, { epoch: '2' });
    expect(standing([]).ordinal).toBe(4);
  });

  test('says nothing of what was heard while it was read', () => {
    const { hear, reading, read, standing } = setUp(['a']);
    hear(7);
    reading();
    hear(9);
    read(7);
    expect(standing([]).ordinal).toBe(9);
    reading();
    hear(4, { epoch: '2' });
    read(9);
    read(9);
    expect(standing([]).ordinal).toBe(4);
  });

  test('forgets the epoch of what was never built', () => {
    const { hear, read, standing } = setUp(['a']);
    hear(7, { epoch: '9' });
    read(0, { epoch: null, position: at(0) });
    hear(2);
    expect(standing([]).ordinal).toBe(2);
  });
});

describe('the lag of who says nothing', () => {
  test('grows after a moment of grace, and only its own', () => {
    const { hear, standing, pass } = setUp();
    hear(7, { lagMs: 40, live: false });
    pass(1_500);
    hear(7, { projections: ['b'], lagMs: 50, live: false });
    expect(standing(['a']).lagMs).toBe(40);
    pass(1_500);
    expect(standing(['a']).lagMs).toBe(3_040);
    expect(standing(['b']).lagMs).toBe(50);
  });

  test('grows at once where others are heard to have more', () => {
    const { hear, standing, pass, each } = setUp();
    const completeOnes = () => each().flatMap(({ projection, complete }) => (complete ? [projection] : []));
    hear(7);
    pass(500);
    expect(completeOnes()).toEqual(['a', 'b']);
    hear(8, { projections: ['b'] });
    expect(completeOnes()).toEqual(['b']);
    expect(standing(['a']).lagMs).toBe(500);
    hear(8, { projections: ['a'] });
    expect(completeOnes()).toEqual(['a', 'b']);
    expect(standing(['a']).lagMs).toBe(0);
  });

  test('stays 0 while one that lacks nothing has as many events, and grows from then on', () => {
    const { hear, standing, pass, each } = setUp();
    hear(7);
    for (let second = 0; second < 60; second++) {
      pass(1_000);
      hear(7, { projections: ['b'], position: at(75) });
    }
    expect(standing(['a'])).toEqual({ position: at(70), ordinal: 7, lagMs: 0 });
    expect(each().map(({ complete }) => complete)).toEqual([true, true]);
    for (let second = 0; second < 30; second++) {
      pass(1_000);
      hear(8, { projections: ['b'] });
    }
    expect(standing(['a']).lagMs).toBe(30_000);
    expect(each().map(({ complete }) => complete)).toEqual([false, true]);
  });

  test('is not helped by one that lacks something, or by one of a lower epoch', () => {
    const { hear, standing, pass } = setUp();
    hear(7, { epoch: '2' });
    pass(60_000);
    hear(7, { epoch: '2', projections: ['b'], live: false });
    expect(standing(['a']).lagMs).toBe(60_000);
    hear(7, { epoch: '1', projections: ['b'] });
    expect(standing(['a']).lagMs).toBe(60_000);
  });

  test('is what the checkpoint bounds it to, until somebody tells it', () => {
    const { hear, read, standing, pass } = setUp(['a']);
    read(7, { lagMs: 5_000 });
    expect(standing([])).toEqual({ position: at(70), ordinal: 7, lagMs: 5_000 });
    pass(5_000);
    read(7, { lagMs: 10_000 });
    expect(standing([]).lagMs).toBe(10_000);
    hear(7);
    read(7, { lagMs: 10_500 });
    expect(standing([]).lagMs).toBe(0);
    pass(10_000);
    read(7, { lagMs: 20_500 });
    expect(standing([]).lagMs).toBe(10_000);
  });

  test('also of one that has moved since, as its checkpoint says', () => {
    const { hear, read, standing } = setUp(['a']);
    hear(7);
    read(9, { lagMs: 1_000 });
    expect(standing([])).toEqual({ position: at(90), ordinal: 9, lagMs: 0 });
    read(8);
    expect(standing([]).ordinal).toBe(9);
  });
});

describe('the state', () => {
  test('running: complete, or silent while nobody is ahead', () => {
    const { hear, state, pass } = setUp();
    hear(7);
    expect(state('a')).toBe('running');
    pass(60_000);
    expect(state('a')).toBe('running');
  });

  test('paused', () => {
    const { hear, read, state } = setUp();
    hear(7);
    read(7, { paused: true });
    expect([state('a'), state('b')]).toEqual(['paused', 'running']);
    read(7, { paused: false });
    expect(state('a')).toBe('running');
  });

  test('building: no checkpoint yet, or new tables on the way, while events are missing', () => {
    const { hear, read, state, standing } = setUp();
    hear(7, { projections: ['b'] });
    read(0, { epoch: null, position: at(0) });
    expect(state('a')).toBe('building');
    hear(5, { projections: ['a'], live: false });
    read(5, { rebuilding: true });
    expect(state('a')).toBe('building');
    hear(7, { projections: ['a'] });
    expect(state('a')).toBe('running');
    read(0, { epoch: null, position: at(0) });
    expect(state('a')).toBe('building');
    expect(standing([]).position).toEqual(at(0));
  });

  test('nothing is being built where the log is empty', () => {
    const { hear, state } = setUp();
    hear(0);
    expect(state('a')).toBe('running');
  });

  test('catching up: behind others, and moving', () => {
    const { hear, state, pass } = setUp();
    hear(9, { projections: ['b'] });
    hear(5, { projections: ['a'], live: false });
    expect(state('a')).toBe('catching-up');
    pass(9_000);
    hear(6, { projections: ['a'], live: false });
    pass(9_000);
    hear(6, { projections: ['a'], live: false });
    expect(state('a')).toBe('catching-up');
    pass(1_000);
    hear(6, { projections: ['a'], live: false });
    expect(state('a')).toBe('running');
  });
});

test('what is of another log has reached nothing of this one, and lags until it is rebuilt', () => {
  const { hear, read, standing, state, pass } = setUp();
  hear(5);
  read(5, { diverged: true });
  expect(state('a')).toBe('diverged');
  expect(standing(['b'])).toEqual({ position: at(50), ordinal: 5, lagMs: 0 });
  pass(60_000);
  expect(standing(['a', 'b'])).toEqual({ position: at(0), ordinal: 0, lagMs: 60_000 });
  hear(5, { projections: ['b'] });
  expect(standing(['a']).lagMs).toBe(60_000);
  read(3, { epoch: 2n });
  hear(3, { epoch: '2', projections: ['a'] });
  expect(state('a')).toBe('running');
  expect(standing(['a'])).toEqual({ position: at(30), ordinal: 3, lagMs: 0 });
});
