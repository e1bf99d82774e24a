import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  clampedProgress,
  objectiveProgress,
  rawProgress,
  rolledUpProgress,
  scoreSuggestion,
} from '../../src/domain/formulas.ts';
import type {
  CheckInValue,
  KeyResultMeasure,
  KeyResultMeasureInput,
} from '../../src/domain/key-result-types.ts';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';
import { decimal, score } from '../../src/domain/values.ts';
import { anyDecimal, micros, ofMicros, share } from './arbitraries.ts';

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

describe('clamped progress', () => {
  test('lies in 0 to 1, and leaves alone what does', () => {
    fc.assert(
      fc.property(anyDecimal, (progress) => {
        const clamped = clampedProgress(progress);
        expect(decimal.parse(clamped)).toBe(clamped);
        expect(Number(clamped)).toBeGreaterThanOrEqual(0);
        expect(Number(clamped)).toBeLessThanOrEqual(1);
        expect(clampedProgress(clamped)).toBe(clamped);
        if (Number(progress) > 0 && Number(progress) < 1) expect(clamped).toBe(progress);
      }),
    );
    expect(['-3', '-0.000001', '1.000001', '7'].map(clampedProgress)).toEqual(['0', '0', '1', '1']);
  });
});

describe('objective progress', () => {
  const weights = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const part = fc.record({ weight: weights, progress: share, removed: fc.boolean(), waived: fc.boolean() });
  const parts = fc.array(part, { maxLength: 6 });
  const progressOf = (
    list: readonly { weight: bigint; progress: string; removed: boolean; waived: boolean }[],
    times = 1n,
  ) => objectiveProgress(list.map((one) => ({ ...one, weight: ofMicros(one.weight * times) })));
  const counts = (one: { weight: bigint; removed: boolean; waived: boolean }) =>
    !one.removed && !one.waived && one.weight > 0n;

  test('lies between the least and the greatest of what counts, null when nothing does', () => {
    fc.assert(
      fc.property(parts, (list) => {
        const counted = list.filter(counts).map(({ progress }) => Number(progress));
        const progress = progressOf(list);
        if (counted.length === 0) {
          expect(progress).toBeNull();
        } else {
          expect(Number(progress)).toBeGreaterThanOrEqual(Math.min(...counted));
          expect(Number(progress)).toBeLessThanOrEqual(Math.max(...counted));
        }
      }),
    );
  });

  test('does not depend on order, on the scale of the weights, or on what is removed or waived', () => {
    const shuffled = parts.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, fc.bigInt({ min: 1n, max: 10_000_000n }), ([list, other], times) => {
        const progress = progressOf(list);
        expect(progressOf(other)).toBe(progress);
        expect(progressOf(list, times)).toBe(progress);
        expect(progressOf(list.filter(counts))).toBe(progress);
      }),
    );
  });

  test('weighs clamped progress', () => {
    const on = (weight: string, progress: string) => ({ weight, progress, removed: false, waived: false });
    expect(objectiveProgress([on('1', '0.5'), on('3', '1.7')])).toBe('0.875');
    expect(objectiveProgress([on('1', '-2'), on('1', '1')])).toBe('0.5');
    expect(objectiveProgress([on('1', '0'), on('1', '0'), on('1', '1')])).toBe('0.333333');
    expect(objectiveProgress([on('1', '0')])).toBe('0');
    expect(objectiveProgress([on('0', '0.5')])).toBeNull();
    expect(objectiveProgress([])).toBeNull();
    expect(objectiveProgress([{ ...on('1', '1'), waived: true }])).toBeNull();
    expect(objectiveProgress([{ ...on('1', '1'), removed: true }, on('2', '0.4')])).toBe('0.4');
  });
});

describe('rolled-up progress', () => {
  const children = [
    { weight: '2', progress: '1' },
    { weight: '1', progress: '0.25' },
    { weight: '5', progress: null },
  ];

  test('counts its own, its children, or both', () => {
    expect(rolledUpProgress({ mode: 'own', own: '0.35', children })).toBe('0.35');
    expect(rolledUpProgress({ mode: 'children', own: '0.35', children })).toBe('0.75');
    expect(rolledUpProgress({ mode: 'both', own: '0.35', children })).toBe('0.65');
    expect(rolledUpProgress({ mode: 'both', own: '0.35', ownWeight: '3', children })).toBe('0.55');
  });

  test('is null when nothing that counts is known', () => {
    const unknown = [{ weight: '1', progress: null }];
    expect(rolledUpProgress({ mode: 'own', own: null, children })).toBeNull();
    expect(rolledUpProgress({ mode: 'children', own: '1', children: unknown })).toBeNull();
    expect(
      rolledUpProgress({ mode: 'children', own: '1', children: [{ weight: '0', progress: '1' }] }),
    ).toBeNull();
    expect(rolledUpProgress({ mode: 'both', own: null, children: unknown })).toBeNull();
    expect(rolledUpProgress({ mode: 'both', own: null, children })).toBe('0.75');
    expect(rolledUpProgress({ mode: 'both', own: '0.2', children: [] })).toBe('0.2');
  });
});

describe('score suggestion', () => {
  test('is clamped progress to the nearest tenth', () => {
    fc.assert(
      fc.property(share, (progress) => {
        const suggested = scoreSuggestion(progress);
        expect(score.options).toContain(suggested);
        expect(Math.abs(Number(suggested) - Number(progress))).toBeLessThanOrEqual(0.05 + 1e-9);
      }),
    );
    expect(['-1', '0', '0.049999', '0.05', '0.65', '0.949999', '0.95', '3'].map(scoreSuggestion)).toEqual([
      ...['0.0', '0.0', '0.0', '0.1', '0.7', '0.9', '1.0', '1.0'],
    ]);
    expect(scoreSuggestion(null)).toBeNull();
  });
});
