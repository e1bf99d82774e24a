import { describe, expect, test } from '@jest/globals';
import type { CheckInValue, KeyResultMeasureInput } from '../../src/domain/key-result-types.ts';
import {
  checkCheckpoints,
  checkInValue,
  checkValue,
  keyResultMeasure,
} from '../../src/domain/key-result-types.ts';
import { churn, launch, pilot, revenue, rollout, signUps, uptime } from './measures.ts';

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
