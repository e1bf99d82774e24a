import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyResults } from '../../src/projections/key-results.ts';
import { histories } from '../support/histories.ts';
import { projectInMemory } from '../support/project-in-memory.ts';
import { uuid } from '../support/uuid.ts';
import {
  at,
  checkedIn,
  corrected,
  defined,
  retracted,
  stretched,
  tablesAfter,
  targetRevised,
} from './key-result-history.ts';

test('a late target revision measures every standing check-in anew and keeps what it replaces', () => {
  const { keyResults, progress, targets } = tablesAfter(
    defined(10),
    checkedIn(10, 20, '2026-02-03', '300'),
    checkedIn(10, 21, '2026-02-10', '500'),
    targetRevised(10),
  );
  const known = progress.map((row) => [
    row.check_in_id,
    row.cause,
    row.raw_progress,
    row.target,
    row.recorded_at,
    row.superseded_at,
    row.superseded_cause,
  ]);
  expect(known).toEqual([
    [uuid(20), 'recorded', '0.5', '500', at(2), at(4), 'target_revised'],
    [uuid(20), 'target_revised', '0.25', '900', at(4), null, null],
    [uuid(21), 'recorded', '1', '500', at(3), at(4), 'target_revised'],
    [uuid(21), 'target_revised', '0.5', '900', at(4), null, null],
  ]);
  expect(keyResults[0]).toMatchObject({ target: '900', measure: stretched, raw_progress: '0.5' });
  expect(keyResults[0]?.last_check_in_at).toBe(at(3));
  expect(targets).toEqual([
    expect.objectContaining({ cause: 'defined', target: '500', recorded_at: at(1), superseded_at: at(4) }),
    expect.objectContaining({
      cause: 'target_revised',
      target: '900',
      measure: stretched,
      reason: 'Growth',
      effective_on: '2026-02-20',
      recorded_at: at(4),
      superseded_at: null,
    }),
  ]);
});

test('a correction replaces the check-in in place, a retraction leaves none that stands', () => {
  const { progress } = tablesAfter(
    defined(10),
    checkedIn(10, 20, '2026-02-03', '300', 5),
    corrected(10, 20, '2026-02-04', '400'),
    retracted(10, 20),
  );
  expect(progress).toEqual([
    expect.objectContaining({
      recorded_revision: 1,
      effective_on: '2026-02-03',
      value: '300',
      confidence: 5,
      superseded_at: at(3),
      superseded_cause: 'corrected',
    }),
    expect.objectContaining({
      recorded_revision: 2,
      check_in_revision: 1,
      effective_on: '2026-02-04',
      value: '400',
      confidence: null,
      source: 'manual',
      author_id: 'author',
      cause: 'corrected',
      recorded_at: at(3),
      checked_in_at: at(2),
      superseded_at: at(4),
      superseded_cause: 'retracted',
    }),
  ]);
});

test('a check-in that was retracted is not measured anew', () => {
  const { progress } = tablesAfter(
    defined(10),
    checkedIn(10, 20, '2026-02-03', '300'),
    retracted(10, 20),
    targetRevised(10),
  );
  expect(progress).toHaveLength(1);
});

type Tables = ReturnType<typeof project>;
const project = (events: Parameters<typeof projectInMemory>[1]) => projectInMemory(keyResults, events);

/** What was known of check-ins and targets at a moment, without when it was to end. */
function knownAt({ progress, targets }: Tables, moment: string) {
  const known = <Row extends { recorded_at: string; superseded_at: string | null }>(rows: readonly Row[]) =>
    rows
      .filter(
        (row) => row.recorded_at <= moment && (row.superseded_at === null || row.superseded_at > moment),
      )
      .map((row) => ({ ...row, superseded_at: null, superseded_cause: null }));
  return { progress: known(progress), targets: known(targets) };
}

test('what the tables say was known at a moment is what they said at that moment', () => {
  fc.assert(
    fc.property(histories, fc.nat(), (events, choice) => {
      const whole = project(events);
      const index = choice % events.length;
      const then = events[index]?.recordedAt ?? '';
      expect(knownAt(whole, then)).toEqual(knownAt(project(events.slice(0, index + 1)), then));
    }),
    { numRuns: 200 },
  );
});

test('each check-in has one row at a time, without gaps until it ends', () => {
  fc.assert(
    fc.property(histories, (events) => {
      const { progress } = project(events);
      const ids = new Set(progress.map((row) => row.check_in_id));
      for (const id of ids) {
        const rows = progress.filter((row) => row.check_in_id === id);
        rows.sort((a, b) => a.recorded_revision - b.recorded_revision);
        for (const [index, row] of rows.slice(1).entries()) {
          expect(row.recorded_at).toBe(rows[index]?.superseded_at);
        }
      }
    }),
  );
});
