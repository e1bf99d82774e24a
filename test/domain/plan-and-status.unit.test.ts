import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../src/domain/calendar.ts';
import type { StatusFacts } from '../../src/domain/formulas.ts';
import {
  clampedProgress,
  expectedProgress,
  paceOf,
  rawProgress,
  statusOf,
} from '../../src/domain/formulas.ts';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';
import type { ProgressStatus } from '../../src/domain/values.ts';
import { outcome, statusOverride } from '../../src/domain/values.ts';

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
    expect(paceOf('0.4', '0.5')).toBe('0.8');
    expect(paceOf('0', '0.5')).toBe('0');
    expect(paceOf('1', '0.3')).toBe('3.333333');
    expect(paceOf('0.4', '0')).toBeNull();
    expect(paceOf(null, '0.5')).toBeNull();
  });
});

describe('status', () => {
  const settings = { checkInCadenceDays: 7, graceDays: 2, onTrackPace: '0.95', atRiskPace: '0.75' };
  const today = '2026-02-10';
  const facts: StatusFacts = {
    today,
    outcome: null,
    override: null,
    activeSince: START,
    lastCheckInOn: today,
    pace: '1',
  };

  const outcomes = [null, ...outcome.options];
  const overrides = [
    null,
    ...statusOverride.options.flatMap((status) => [
      { status, until: '2026-02-09' },
      { status, until: today },
      { status, until: '2026-03-01' },
    ]),
  ];
  const quietDays = [-1, 0, 9, 10, 30, null];
  const activeDays = [-5, 0, 9, 10, null];
  const paces: [pace: string | null, alone: ProgressStatus][] = [
    [null, 'pending'],
    ['0', 'offTrack'],
    ['0.749999', 'offTrack'],
    ['0.75', 'atRisk'],
    ['0.949999', 'atRisk'],
    ['0.95', 'onTrack'],
    ['4', 'onTrack'],
  ];

  test('is the first that applies, for every combination', () => {
    let combinations = 0;
    for (const ended of outcomes)
      for (const override of overrides)
        for (const quiet of quietDays)
          for (const active of activeDays)
            for (const [pace, alone] of paces) {
              const stale = (quiet ?? active ?? 0) > 9;
              const status = statusOf(
                {
                  today,
                  outcome: ended,
                  override,
                  activeSince: active === null ? null : addDays(today, -active),
                  lastCheckInOn: quiet === null ? null : addDays(today, -quiet),
                  pace,
                },
                settings,
              );
              const held = override && daysBetween(today, override.until) >= 0 ? override.status : null;
              const applicable = [
                ended,
                held,
                stale ? 'stale' : null,
                quiet === null ? 'pending' : null,
                alone,
              ];
              expect(status).toBe(applicable.find((candidate) => candidate !== null));
              combinations += 1;
            }
    expect(combinations).toBe(5 * 10 * 6 * 5 * 7);
  });

  test.each<[string, Partial<StatusFacts>, ProgressStatus]>([
    [
      'closed, whatever else is said',
      { outcome: 'missed', override: { status: 'onTrack', until: today } },
      'missed',
    ],
    ['overridden on its last day', { override: { status: 'atRisk', until: today } }, 'atRisk'],
    ['no longer overridden', { override: { status: 'atRisk', until: '2026-02-09' } }, 'onTrack'],
    [
      'overridden though stale',
      { override: { status: 'offTrack', until: today }, lastCheckInOn: START },
      'offTrack',
    ],
    ['quiet for cadence and grace', { lastCheckInOn: '2026-02-01' }, 'onTrack'],
    ['quiet for a day more', { lastCheckInOn: '2026-01-31' }, 'stale'],
    [
      'never checked in, for too long',
      { lastCheckInOn: null, activeSince: '2026-01-31', pace: '0' },
      'stale',
    ],
    ['never checked in, but young', { lastCheckInOn: null, activeSince: '2026-02-01', pace: '0' }, 'pending'],
    ['not active yet', { lastCheckInOn: null, activeSince: null, pace: null }, 'pending'],
    ['checked in while nothing is expected', { pace: null }, 'pending'],
  ])('%s', (_case, some, status) => {
    expect(statusOf({ ...facts, ...some }, settings)).toBe(status);
  });
});
