import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clampedProgress, rawProgress } from '../../src/domain/formulas.ts';
import type {
  CheckInValue,
  KeyResultMeasure,
  KeyResultMeasureInput,
} from '../../src/domain/key-result-types.ts';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';
import { micros, ofMicros } from './arbitraries.ts';

const MILLION = 1_000_000n;
const LARGEST = '99999999999999.999999';

const scalar = (baseline: bigint, target: bigint): KeyResultMeasure => ({
  type: 'number',
  precision: 6,
  baseline: ofMicros(baseline),
  target: ofMicros(target),
});
const raw = (baseline: bigint, target: bigint, value: bigint) =>
  rawProgress(scalar(baseline, target), ofMicros(value));
const ends = fc.tuple(micros, micros).filter(([baseline, target]) => baseline !== target);
const small = fc.bigInt({ min: -1_000_000_000n, max: 1_000_000_000n });

/** numerator / denominator in millionths, half up away from zero. */
function inMillionths(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const top = (numerator < 0n ? -numerator : numerator) * MILLION * 2n;
  const bottom = denominator < 0n ? -denominator : denominator;
  const rounded = (top + bottom) / (bottom * 2n);
  return negative ? -rounded : rounded;
}

describe('raw progress of number, percent and currency', () => {
  test('is 0 at the baseline, 1 at the target and 0 before the first check-in', () => {
    fc.assert(
      fc.property(ends, ([baseline, target]) => {
        expect(raw(baseline, target, baseline)).toBe('0');
        expect(raw(baseline, target, target)).toBe('1');
        expect(rawProgress(scalar(baseline, target), null)).toBe('0');
      }),
    );
  });

  test('is the exact quotient rounded half up, kept inside numeric(20,6)', () => {
    const limit = 10n ** 20n - 1n;
    fc.assert(
      fc.property(ends, micros, ([baseline, target], value) => {
        const exact = inMillionths(value - baseline, target - baseline);
        const kept = exact > limit ? limit : exact < -limit ? -limit : exact;
        expect(raw(baseline, target, value)).toBe(ofMicros(kept));
      }),
    );
    expect(raw(0n, 1n, 10n ** 19n)).toBe(LARGEST);
    expect(raw(0n, -1n, 10n ** 19n)).toBe(`-${LARGEST}`);
    expect(raw(0n, 3n, 2n)).toBe('0.666667');
    expect(raw(0n, 2_000_000n, 1n)).toBe('0.000001');
    expect(raw(0n, 2_000_000n, -1n)).toBe('-0.000001');
    expect(raw(0n, 2_000_001n, 1n)).toBe('0');
    expect(raw(0n, 2_000_001n, -1n)).toBe('0');
  });

  test('never falls while the value moves towards the target', () => {
    fc.assert(
      fc.property(ends, micros, micros, ([baseline, target], one, other) => {
        const [nearer, further] = one < other === target > baseline ? [one, other] : [other, one];
        expect(Number(raw(baseline, target, further))).toBeGreaterThanOrEqual(
          Number(raw(baseline, target, nearer)),
        );
      }),
    );
  });

  test('treats a falling target as the mirror image of a rising one', () => {
    fc.assert(
      fc.property(ends, micros, ([baseline, target], value) => {
        expect(raw(-baseline, -target, -value)).toBe(raw(baseline, target, value));
      }),
    );
    expect(raw(80n, 30n, 55n)).toBe('0.5');
  });

  test('does not depend on the unit or the origin of the scale', () => {
    const factor = fc.bigInt({ min: -1_000n, max: 1_000n }).filter((times) => times !== 0n);
    fc.assert(
      fc.property(small, small, small, factor, small, (baseline, target, value, times, shift) => {
        fc.pre(baseline !== target);
        const move = (point: bigint) => point * times + shift;
        expect(raw(move(baseline), move(target), move(value))).toBe(raw(baseline, target, value));
      }),
    );
  });

  test('is one formula for all three', () => {
    const common = { baseline: 10, target: 90 };
    const measures: KeyResultMeasureInput[] = [
      { type: 'number', ...common },
      { type: 'percent', ...common },
      { type: 'currency', currency: 'CHF', ...common },
    ];
    for (const measure of measures) {
      expect(
        ['0', '30', '90', '98'].map((value) => rawProgress(keyResultMeasure.parse(measure), value)),
      ).toEqual(['-0.125', '0.25', '1', '1.1']);
    }
  });
});

describe('raw progress of the other types', () => {
  const rollout = keyResultMeasure.parse({
    type: 'milestones',
    milestones: [
      { id: 'a', title: 'A', weight: 1 },
      { id: 'b', title: 'B', weight: 3 },
      { id: 'c', title: 'C', weight: 0 },
    ],
  });
  const pilot = keyResultMeasure.parse({
    type: 'stages',
    stages: { fail: 'a', commit: 'b', target: 'c', stretch: 'd' },
  });
  const band = keyResultMeasure.parse({ type: 'band', lower: '-1.5', upper: 2 });
  const launch = keyResultMeasure.parse({ type: 'boolean' });

  test.each<[string, KeyResultMeasure, CheckInValue, string]>([
    ['boolean', launch, false, '0'],
    ['boolean', launch, true, '1'],
    ['milestones', rollout, [], '0'],
    ['milestones', rollout, ['a'], '0.25'],
    ['milestones', rollout, ['c'], '0'],
    ['milestones', rollout, ['b', 'a'], '1'],
    ['milestones since removed', rollout, ['a', 'gone'], '0.25'],
    ['stages', pilot, 'fail', '0'],
    ['stages', pilot, 'commit', '0.3'],
    ['stages', pilot, 'target', '0.7'],
    ['stages', pilot, 'stretch', '1'],
    ['band', band, '-1.500001', '0'],
    ['band', band, '-1.5', '1'],
    ['band', band, '0', '1'],
    ['band', band, '2', '1'],
    ['band', band, '2.000001', '0'],
  ])('%s', (_type, measure, value, progress) => {
    expect(rawProgress(measure, value)).toBe(progress);
    expect(clampedProgress(progress)).toBe(progress);
  });

  test('a value of another type is an error', () => {
    const all: KeyResultMeasure[] = [launch, rollout, pilot, band, scalar(0n, 1n)];
    const values: CheckInValue[] = [true, ['a'], 'commit', '1'];
    const thrown = all.map((measure) =>
      values.filter((value) => {
        try {
          return rawProgress(measure, value) === '';
        } catch (error) {
          return error instanceof TypeError;
        }
      }),
    );
    expect(thrown).toEqual([
      [['a'], 'commit', '1'],
      [true, 'commit', '1'],
      [true, ['a'], '1'],
      [true, ['a'], 'commit'],
      [true, ['a'], 'commit'],
    ]);
  });

  test('milestones in any order, rising with each one done', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.nat(8), (parts, done) => {
        fc.pre(parts.some((weight) => weight > 0n));
        const milestones = parts.map((weight, index) => ({
          id: `m${index}`,
          title: 'M',
          weight: ofMicros(weight),
        }));
        const measure: KeyResultMeasure = { type: 'milestones', milestones };
        const ids = milestones.map(({ id }) => id);
        const some = rawProgress(measure, ids.slice(0, done));
        expect(rawProgress(measure, ids.slice(0, done).reverse())).toBe(some);
        expect(Number(rawProgress(measure, ids.slice(0, done + 1)))).toBeGreaterThanOrEqual(Number(some));
        expect(rawProgress(measure, ids)).toBe('1');
      }),
    );
  });
});
