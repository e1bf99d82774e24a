import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  clampedProgress,
  objectiveProgress,
  rolledUpProgress,
  scoreSuggestion,
} from '../../src/domain/formulas.ts';
import { decimal, score } from '../../src/domain/values.ts';
import { anyDecimal, ofMicros, share } from './arbitraries.ts';

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
      '0.0',
      '0.0',
      '0.0',
      '0.1',
      '0.7',
      '0.9',
      '1.0',
      '1.0',
    ]);
    expect(scoreSuggestion(null)).toBeNull();
  });
});
