import { describe, expect, test } from '@jest/globals';
import { addDays, daysBetween } from '../../src/domain/calendar.ts';
import { type StatusFacts, statusOf } from '../../src/domain/status.ts';
import type { ProgressStatus } from '../../src/domain/values.ts';
import { outcome, statusOverride } from '../../src/domain/values.ts';

const START = '2026-01-01';

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
