import { describe, expect, test } from '@jest/globals';
import type { ProjectionDefinition } from '../../../src/core/define-projection.ts';
import { nextStep } from '../../../src/runtime/projections/next-step.ts';
import type { ProjectionTask, Situation, Standing } from '../../../src/runtime/projections/ownership.ts';
import { planTracks } from '../../../src/runtime/projections/plan-tracks.ts';

const projection = (name: string, version = 1): ProjectionDefinition => ({
  name,
  version,
  events: [],
  tables: {},
  on: {},
});
const all = [projection('a'), projection('b'), projection('c')];

const at = (name: string, commit: number | null, more: Partial<Standing> = {}): Standing => ({
  projection: name,
  generation: 'live',
  version: 1,
  position: commit === null ? null : { commit: BigInt(commit), prepare: BigInt(commit) },
  ordinal: commit ?? 0,
  last: null,
  diverged: false,
  ...more,
});
const task = (kind: ProjectionTask['kind'], more: Partial<ProjectionTask> = {}): ProjectionTask => ({
  id: '1',
  kind,
  projections: ['a'],
  reason: 'requested',
  running: false,
  cancelled: false,
  eventsPerSecond: null,
  failFast: false,
  ...more,
});
const situation = (standings: readonly Standing[], more: Partial<Situation> = {}): Situation => ({
  standings,
  paused: [],
  rolledBack: [],
  transactions: 0,
  task: null,
  ...more,
});
const together = [at('a', 5), at('b', 5), at('c', 5)];

describe('tracks', () => {
  const names = (of: Situation) => {
    const { main, behind, building } = planTracks(all, of);
    return [main, ...behind, building].map(
      (track) => track?.projections.map(({ name }) => name).join() ?? null,
    );
  };

  test('those at one position read together; the furthest are the main ones', () => {
    expect(names(situation(together))).toEqual(['a,b,c', null]);
    expect(names(situation([at('a', 5), at('b', 9), at('c', 5)]))).toEqual(['b', 'a,c', null]);
    expect(names(situation([at('a', null), at('b', 9), at('c', 5)]))).toEqual(['b', 'c', 'a', null]);
  });

  test('nobody reads for what is paused, or has no live tables yet', () => {
    expect(names(situation(together, { paused: ['b'] }))).toEqual(['a,c', null]);
    expect(names(situation([at('a', 5)]))).toEqual(['a', null]);
    expect(names(situation(together, { paused: ['a', 'b', 'c'] }))).toEqual([null, null]);
  });

  test('nor for what is of another log', () => {
    const diverged = at('b', 9, { diverged: true });
    expect(names(situation([at('a', 5), diverged, at('c', 5)]))).toEqual(['a,c', null]);
  });

  test('a task that has been begun builds beside them', () => {
    const next = at('a', 2, { generation: 'next' });
    const running = (kind: ProjectionTask['kind']) => task(kind, { running: true });
    expect(names(situation([...together, next], { task: running('rebuild') }))).toEqual(['a,b,c', 'a']);
    expect(names(situation([...together, next], { task: running('verify') }))).toEqual(['a,b,c', 'a']);
    expect(names(situation(together, { task: task('rebuild') }))).toEqual(['a,b,c', null]);
    expect(names(situation(together, { task: running('drop') }))).toEqual(['a,b,c', null]);
  });
});

describe('next step', () => {
  const step = (of: Situation, projections = all, declined: string[] = []) =>
    nextStep(projections, of, new Set(declined));

  test('without a wish, and with tables of this version, everything runs', () => {
    expect(step(situation(together))).toEqual({ kind: 'run' });
  });

  test('another version, or a new projection, asks for a rebuild by itself, unless that was declined', () => {
    const changed = [projection('a', 2), projection('b'), projection('c'), projection('d')];
    expect(step(situation(together), changed)).toEqual({
      kind: 'request',
      task: { kind: 'rebuild', projections: ['a', 'd'], reason: 'a was of version 1, now 2; d is new' },
    });
    expect(step(situation(together), changed, ['a'])).toMatchObject({ task: { projections: ['d'] } });
    expect(step(situation(together), changed, ['a', 'd'])).toEqual({ kind: 'run' });
  });

  test('another version whose tables were kept asks for those', () => {
    const kept = at('a', 3, { generation: 'previous', version: 2 });
    expect(step(situation([...together, kept]), [projection('a', 2), ...all.slice(1)])).toEqual({
      kind: 'request',
      task: { kind: 'rollback', projections: ['a'], reason: 'a was of version 1, now 2' },
    });
  });

  test('tables that somebody has taken back stay, until there is yet another version', () => {
    const kept = at('a', 3, { generation: 'previous', version: 2 });
    const of = situation([...together, kept], { rolledBack: ['a'] });
    expect(step(of, [projection('a', 2), ...all.slice(1)])).toEqual({ kind: 'run' });
    expect(step(of, [projection('a', 3), ...all.slice(1)])).toMatchObject({ task: { kind: 'rebuild' } });
  });

  test('the previous tables of a version that was taken back are not dropped while the code would build it again', () => {
    const kept = at('a', 3, { generation: 'previous', version: 2 });
    const of = situation([...together, kept], { rolledBack: ['a'], task: task('drop') });
    expect(step(of, [projection('a', 2), ...all.slice(1)])).toMatchObject({
      kind: 'refuse',
      error: expect.stringContaining('a was rolled back from version 2'),
    });
    expect(step(of)).toMatchObject({ kind: 'drop' });
  });

  test('a task is begun, and begun again where its tables are of another version', () => {
    const rebuild = task('rebuild', { running: true });
    const next = (version: number) => at('a', 2, { generation: 'next', version });
    expect(step(situation(together, { task: task('rebuild') }))).toMatchObject({ kind: 'begin' });
    expect(step(situation([...together, next(1)], { task: task('rebuild') }))).toMatchObject({
      kind: 'begin',
    });
    expect(step(situation([...together, next(1)], { task: rebuild }))).toEqual({ kind: 'run' });
    expect(step(situation([...together, next(7)], { task: rebuild }))).toMatchObject({ kind: 'begin' });
    expect(step(situation(together, { task: rebuild }))).toMatchObject({ kind: 'begin' });
    const diverged = { ...next(1), diverged: true };
    expect(step(situation([...together, diverged], { task: rebuild }))).toMatchObject({ kind: 'begin' });
  });

  test.each([
    [
      'a name that nobody has',
      task('rebuild', { projections: ['z'] }),
      'z is no projection; there are a, b, c',
    ],
    ['nothing to go back to', task('rollback'), 'a has no previous tables to go back to'],
    ['a paused one', task('verify', { projections: ['b'] }), 'b is paused; resume it, then verify it'],
    ['one that is not built', task('verify', { projections: ['c'] }), 'c has no live tables to compare with'],
  ])('refuses %s', (_, wanted, error) => {
    const of = situation([at('a', 5), at('b', 5)], { task: wanted, paused: ['b'] });
    expect(step(of)).toEqual({ kind: 'refuse', task: wanted, error });
  });

  test('what is given up is given up, whatever it was', () => {
    const cancelled = task('rebuild', { cancelled: true, projections: ['z'] });
    expect(step(situation(together, { task: cancelled }))).toEqual({ kind: 'cancel', task: cancelled });
  });

  test('tables are exchanged and dropped on request', () => {
    const kept = at('a', 3, { generation: 'previous' });
    expect(step(situation([...together, kept], { task: task('rollback') }))).toMatchObject({
      kind: 'restore',
    });
    expect(step(situation([...together, kept], { task: task('drop') }))).toMatchObject({ kind: 'drop' });
  });
});
