import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';
import { churn, launch, pilot, revenue, rollout, signUps, uptime } from './measures.ts';

const every = [signUps, churn, revenue, launch, rollout, pilot, uptime];

const issuesOf = (measure: unknown) =>
  keyResultMeasure
    .safeParse(measure)
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('keyResultMeasure', () => {
  test('reads all seven types, and what it has read', () => {
    for (const input of every) {
      const measure = keyResultMeasure.parse(input);
      expect(measure.type).toBe(input.type);
      expect(keyResultMeasure.parse(JSON.parse(JSON.stringify(measure)))).toEqual(measure);
    }
  });

  test('keeps amounts canonical and fills in defaults', () => {
    expect(keyResultMeasure.parse({ ...revenue, target: '01000000.00' })).toEqual({
      type: 'currency',
      currency: 'EUR',
      precision: 2,
      baseline: '0',
      target: '1000000',
    });
    expect(keyResultMeasure.parse(rollout)).toMatchObject({
      milestones: [{ weight: '1' }, { weight: '2' }, { weight: '1' }],
    });
  });

  test.each<[string, unknown, string]>([
    ['an unknown type', { type: 'vibes' }, 'type'],
    ['an unknown field', { ...signUps, colour: 'red' }, ''],
    ['no target', { type: 'number', baseline: '1' }, 'target'],
    ['a target that is not a decimal', { ...signUps, target: 'many' }, 'target'],
    ['a target equal to the baseline', { ...signUps, target: '100.0' }, 'target'],
    ['a precision above 6', { ...signUps, precision: 7 }, 'precision'],
    ['a target too precise', { ...signUps, precision: 0, target: '500.5' }, 'target'],
    ['a baseline too precise', { ...signUps, precision: 1, baseline: '0.25' }, 'baseline'],
    ['a commit value behind the baseline', { ...signUps, commit: '100' }, 'commit'],
    ['a commit value at the target', { ...signUps, commit: '500' }, 'commit'],
    ['a stretch value short of the target', { ...signUps, stretch: '500' }, 'stretch'],
    ['a stretch value short of a falling target', { ...churn, stretch: '4' }, 'stretch'],
    ['a stretch value too precise', { ...signUps, stretch: '600.123' }, 'stretch'],
    ['percent points above 100', { ...churn, baseline: '101' }, 'baseline'],
    ['percent points below 0', { ...churn, target: '-1' }, 'target'],
    ['an unknown currency', { ...revenue, currency: 'XQQ' }, 'currency'],
    ['no milestones', { ...rollout, milestones: [] }, 'milestones'],
    ['weightless milestones', { ...rollout, milestones: [{ id: 'a', title: 'A', weight: 0 }] }, 'milestones'],
    [
      'milestones with one id',
      {
        ...rollout,
        milestones: [
          { id: 'a', title: 'A' },
          { id: 'a', title: 'B' },
        ],
      },
      'milestones',
    ],
    [
      'a negative milestone weight',
      { ...rollout, milestones: [{ id: 'a', title: 'A', weight: -1 }] },
      'milestones.0.weight',
    ],
    ['a missing stage', { ...pilot, stages: { fail: 'a', commit: 'b', target: 'c' } }, 'stages.stretch'],
    ['a band upside down', { ...uptime, lower: '100', upper: '99' }, 'upper'],
    ['a band too precise', { ...uptime, precision: 0 }, 'lower'],
  ])('refuses %s', (_name, measure, path) => {
    expect(issuesOf(measure).map((issue) => issue.split(': ')[0])).toEqual([path]);
  });

  test('orders commit, target and stretch in the direction of the measure', () => {
    expect(issuesOf({ ...signUps, commit: '300', stretch: '700' })).toEqual([]);
    expect(issuesOf({ ...churn, commit: '5', stretch: '1' })).toEqual([]);
  });

  test('checkpoints go forward, between baseline and target', () => {
    const path = (...checkpoints: [string, string][]) =>
      issuesOf({ ...churn, checkpoints: checkpoints.map(([date, value]) => ({ date, value })) });
    expect(path(['2026-02-01', '8'], ['2026-02-15', '5.5'], ['2026-03-01', '3'])).toEqual([]);
    expect(path(['2026-02-01', '9'])).toEqual(['checkpoints.0.value: must lie between baseline and target']);
    expect(path(['2026-02-01', '2'])).toEqual(['checkpoints.0.value: must lie between baseline and target']);
    expect(path(['2026-02-01', '7'], ['2026-02-01', '6'])).toEqual([
      'checkpoints.1.date: must be later than the one before',
    ]);
    expect(path(['2026-02-01', '6'], ['2026-02-02', '7'])).toEqual([
      'checkpoints.1.value: may not fall behind the one before',
    ]);
    expect(path(['2026-02-01', '6.001'])).toEqual([
      'checkpoints.0.value: has more fraction digits than the precision, 2',
    ]);
  });

  test('can be written as JSON Schema, in and out', () => {
    for (const io of ['input', 'output'] as const) {
      expect(z.toJSONSchema(keyResultMeasure, { io }).oneOf).toHaveLength(7);
    }
  });
});
