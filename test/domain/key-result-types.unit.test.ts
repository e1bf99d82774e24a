import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { CheckInValue, KeyResultMeasureInput } from '../../src/domain/key-result-types.ts';
import {
  checkCheckpoints,
  checkInValue,
  checkValue,
  keyResultMeasure,
} from '../../src/domain/key-result-types.ts';

const signUps = { type: 'number', baseline: '100', target: '500' } as const;
const churn = { type: 'percent', baseline: '8', target: '3' } as const;
const revenue = { type: 'currency', currency: 'EUR', baseline: 0, target: 1e6 } as const;
const launch = { type: 'boolean' } as const;
const rollout: Extract<KeyResultMeasureInput, { type: 'milestones' }> = {
  type: 'milestones',
  milestones: [
    { id: 'alpha', title: 'Alpha', weight: 1 },
    { id: 'beta', title: 'Beta', weight: '2' },
    { id: 'ga', title: 'General availability' },
  ],
};
const pilot = {
  type: 'stages',
  stages: { fail: 'No pilot', commit: 'One pilot', target: 'Three pilots', stretch: 'A signed contract' },
} as const;
const uptime = { type: 'band', unit: '%', precision: 3, lower: '99.9', upper: '100' } as const;
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

describe('checkInValue', () => {
  test.each<[unknown, CheckInValue]>([
    [12.5, '12.5'],
    ['012.50', '12.5'],
    [true, true],
    ['stretch', 'stretch'],
    [['alpha'], ['alpha']],
    [[], []],
  ])('reads %j', (input, value) => {
    expect(checkInValue.parse(input)).toEqual(value);
  });

  test.each([null, 'done', {}, [1], 0.1 + 0.2, Array(101).fill('a')])('refuses %j', (input) => {
    expect(checkInValue.safeParse(input).success).toBe(false);
  });
});

describe('checkValue', () => {
  const check = (measure: KeyResultMeasureInput, value: CheckInValue) => {
    const answer = checkValue(keyResultMeasure.parse(measure), value);
    return answer.ok ? 'ok' : answer.code;
  };

  const values: CheckInValue[] = ['12.5', true, [], 'commit'];
  test.each<[KeyResultMeasureInput, number]>([
    [signUps, 0],
    [churn, 0],
    [revenue, 0],
    [uptime, 0],
    [launch, 1],
    [rollout, 2],
    [pilot, 3],
  ])('%j takes its own shape of value and no other', (measure, own) => {
    expect(values.map((value) => check(measure, value))).toEqual(
      values.map((_, index) => (index === own ? 'ok' : 'VALUE_TYPE_MISMATCH')),
    );
  });

  test('holds a value to the precision', () => {
    expect(check({ ...signUps, precision: 0 }, '7')).toBe('ok');
    expect(check({ ...signUps, precision: 0 }, '7.5')).toBe('VALUE_TOO_PRECISE');
    expect(check({ ...signUps, precision: 6 }, '-7.123456')).toBe('ok');
    expect(check(uptime, '99.9995')).toBe('VALUE_TOO_PRECISE');
  });

  test('holds a percent value to 0 to 100, and other values to no range', () => {
    expect(['0', '100', '-0.1', '100.01'].map((value) => check(churn, value))).toEqual([
      'ok',
      'ok',
      'VALUE_OUT_OF_RANGE',
      'VALUE_OUT_OF_RANGE',
    ]);
    expect(check(signUps, '-1000')).toBe('ok');
    expect(check(uptime, '12')).toBe('ok');
  });

  test('knows the milestones, each once', () => {
    expect(check(rollout, ['ga', 'alpha'])).toBe('ok');
    expect(check(rollout, ['omega'])).toBe('MILESTONE_UNKNOWN');
    expect(check(rollout, ['ga', 'ga'])).toBe('MILESTONE_REPEATED');
  });

  test('says what it expected', () => {
    expect(checkValue(keyResultMeasure.parse(launch), '1')).toEqual({
      ok: false,
      code: 'VALUE_TYPE_MISMATCH',
      message: 'a check-in of a boolean key result has true or false as its value',
    });
  });
});

describe('checkCheckpoints', () => {
  const cycle = { startsOn: '2026-01-01', endsOn: '2026-03-31' };
  const check = (...dates: string[]) =>
    checkCheckpoints(
      keyResultMeasure.parse({ ...signUps, checkpoints: dates.map((date) => ({ date, value: 200 })) }),
      cycle,
    ).ok;

  test('lie strictly inside the cycle', () => {
    expect(check('2026-01-02', '2026-03-30')).toBe(true);
    expect(check('2026-01-01')).toBe(false);
    expect(check('2026-02-01', '2026-03-31')).toBe(false);
    expect(checkCheckpoints(keyResultMeasure.parse(signUps), cycle).ok).toBe(true);
    expect(checkCheckpoints(keyResultMeasure.parse(launch), cycle).ok).toBe(true);
  });
});
