import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../src/domain/calendar.ts';
import { clampedProgress, expectedProgress, paceOf, rawProgress } from '../../src/domain/formulas.ts';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';

const START = '2026-01-01';

describe('expected progress', () => {
  const cycle = { startsOn: START, endsOn: '2026-04-01' };
  /** A cycle, a rising or falling measure on it, and checkpoints on some of its inner days. */
  const planned = fc
    .record({
      total: fc.integer({ min: 2, max: 400 }),
      baseline: fc.integer({ min: -1_000, max: 1_000 }),
      distance: fc.integer({ min: -1_000, max: 1_000 }).filter((distance) => distance !== 0),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 399 }), { maxLength: 6 }),
      shares: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 6, maxLength: 6 }),
    })
    .map(({ total, baseline, distance, days, shares }) => {
      const inner = days.filter((day) => day < total).sort((one, other) => one - other);
      const rising = shares.sort((one, other) => one - other);
      const checkpoints = inner.map((day, index) => ({
        date: addDays(START, day),
        value: Number((baseline + (distance * (rising[index] ?? 100)) / 100).toFixed(2)),
      }));
      const measure = keyResultMeasure.parse({
        type: 'number',
        baseline,
        target: baseline + distance,
        checkpoints,
      });
      return { cycle: { startsOn: START, endsOn: addDays(START, total) }, total, measure, checkpoints };
    });

  test('is elapsed days by total days, held at the ends', () => {
    const on = ['2025-12-31', '2026-01-01', '2026-01-10', '2026-02-15', '2026-04-01', '2027-01-01'];
    expect(on.map((day) => expectedProgress(cycle, day))).toEqual(['0', '0', '0.1', '0.5', '1', '1']);
    expect(expectedProgress({ startsOn: START, endsOn: '2026-01-04' }, '2026-01-02')).toBe('0.333333');
  });

  test('never falls from day to day and stays in 0 to 1', () => {
    fc.assert(
      fc.property(planned, ({ cycle: period, total, measure }) => {
        let before = 0;
        for (let day = -1; day <= total + 1; day += 1) {
          const expected = Number(expectedProgress(period, addDays(START, day), measure));
          expect(expected).toBeGreaterThanOrEqual(before);
          expect(expected).toBeLessThanOrEqual(1);
          before = expected;
        }
        expect(before).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  test('passes through the checkpoints', () => {
    fc.assert(
      fc.property(planned, ({ cycle: period, measure, checkpoints }) => {
        for (const { date, value } of checkpoints) {
          expect(expectedProgress(period, date, measure)).toBe(
            clampedProgress(rawProgress(measure, String(value))),
          );
        }
      }),
    );
  });

  test('with checkpoints on the straight line is linear', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 });
    const step = fc.integer({ min: -50, max: 50 }).filter((perDay) => perDay !== 0);
    fc.assert(
      fc.property(
        days,
        step,
        fc.integer({ min: 100, max: 200 }),
        fc.nat(200),
        (inner, perDay, total, day) => {
          const checkpoints = inner
            .sort((one, other) => one - other)
            .map((at) => ({ date: addDays(START, at), value: 7 + perDay * at }));
          const measure = keyResultMeasure.parse({
            type: 'number',
            baseline: 7,
            target: 7 + perDay * total,
            checkpoints,
          });
          const period = { startsOn: START, endsOn: addDays(START, total) };
          const on = addDays(START, day);
          expect(expectedProgress(period, on, measure)).toBe(expectedProgress(period, on));
        },
      ),
    );
  });

  test('follows a falling path between checkpoints', () => {
    const checkpoints = [
      { date: '2026-01-31', value: 80 },
      { date: '2026-03-02', value: 20 },
    ];
    const measure = keyResultMeasure.parse({ type: 'number', baseline: 100, target: 0, checkpoints });
    const on = ['2026-01-16', '2026-01-31', '2026-02-15', '2026-03-02', '2026-03-17'];
    expect(on.map((day) => expectedProgress(cycle, day, measure))).toEqual([
      '0.1',
      '0.2',
      '0.5',
      '0.8',
      '0.9',
    ]);
  });

  test('leaves out checkpoints on or beyond the ends of a rescheduled cycle', () => {
    const checkpoints = ['2025-12-01', START, cycle.endsOn, '2026-05-01'].map((date) => ({
      date,
      value: 50,
    }));
    const measure = keyResultMeasure.parse({ type: 'percent', baseline: 0, target: 100, checkpoints });
    expect(expectedProgress(cycle, '2026-01-10', measure)).toBe('0.1');
  });

  test('is linear for a measure without a path', () => {
    const launch = keyResultMeasure.parse({ type: 'boolean' });
    const even = keyResultMeasure.parse({ type: 'number', baseline: 0, target: 1, checkpoints: [] });
    expect(expectedProgress(cycle, '2026-01-10', launch)).toBe('0.1');
    expect(expectedProgress(cycle, '2026-01-10', even)).toBe('0.1');
  });
});

describe('pace', () => {
  test('is progress by expected, and unknown when either is missing', () => {
    const cycle = { startsOn: START, endsOn: '2026-04-01' };
    const half = '2026-02-15';
    expect(paceOf('0.4', cycle, half)).toBe('0.8');
    expect(paceOf('0', cycle, half)).toBe('0');
    expect(paceOf('1', cycle, '2026-01-28')).toBe('3.333333');
    expect(paceOf('0.4', cycle, START)).toBeNull();
    expect(paceOf(null, cycle, half)).toBeNull();
  });

  test('does not suffer from the rounding of what is expected', () => {
    const week = { startsOn: START, endsOn: '2026-01-08' };
    expect(expectedProgress(week, '2026-01-02')).toBe('0.142857');
    expect(paceOf('0.13', week, '2026-01-02')).toBe('0.91');
  });
});
