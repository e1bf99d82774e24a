import { beforeEach, expect, test } from '@jest/globals';
import { lagTracker } from '../../../src/runtime/projections/lag-tracker.ts';

let seconds: number;
/** By how much the time of day is wrong. */
let ahead: number;
const clock = {
  now: () => new Date(Date.UTC(2026, 0, 1) + (seconds + ahead) * 1_000).toISOString(),
  elapsed: () => seconds * 1_000,
};
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString();
const position = (commit: bigint) => ({ commit, prepare: commit });
const reached = (commit: bigint) => ({ position: position(commit), ordinal: Number(commit) });
const nothing = { position: null, ordinal: 0, lastRecordedAt: null };

beforeEach(() => {
  seconds = 100;
  ahead = 0;
});

test('catching up, the lag is the age of the last event', () => {
  const lag = lagTracker(clock, nothing);
  lag.advance(reached(5n), at(40), false);
  expect(lag.progress()).toEqual({ ...reached(5n), lagMs: 60_000, live: false });
  seconds = 110;
  expect(lag.progress().lagMs).toBe(70_000);
});

test('with nothing waiting there is no lag, until the next event has not come for sure', () => {
  const lag = lagTracker(clock, { ...reached(3n), lastRecordedAt: at(10) });
  expect(lag.progress()).toEqual({ ...reached(3n), lagMs: 90_000, live: false });
  lag.advance(reached(5n), at(20), true);
  expect(lag.progress()).toEqual({ ...reached(5n), lagMs: 0, live: true });
  seconds = 160;
  lag.compare(position(5n));
  expect(lag.progress().lagMs).toBe(0);
  seconds = 163;
  lag.compare(position(9n));
  expect(lag.progress()).toEqual({ ...reached(5n), lagMs: 3_000, live: false });
  seconds = 165;
  lag.compare(null);
  expect(lag.progress().lagMs).toBe(5_000);
});

test('a log without events is no lag', () => {
  const lag = lagTracker(clock, nothing);
  seconds = 107;
  expect(lag.progress().lagMs).toBe(7_000);
  lag.compare(position(0n));
  expect(lag.progress()).toEqual({ ...reached(0n), lagMs: 0, live: true });
});

test('a log whose clock is ahead makes no negative lag, and hides none', () => {
  const lag = lagTracker(clock, nothing);
  lag.advance(reached(5n), at(3_700), false);
  expect(lag.progress().lagMs).toBe(0);
  seconds = 160;
  lag.compare(position(9n));
  expect(lag.progress().lagMs).toBe(60_000);
});

test('a clock that jumps ahead and back hides nothing', () => {
  const lag = lagTracker(clock, { ...reached(3n), lastRecordedAt: at(90) });
  ahead = 3_600;
  lag.compare(position(3n));
  lag.advance(reached(5n), at(95), true);
  ahead = 0;
  seconds = 160;
  lag.compare(position(9n));
  expect(lag.progress().lagMs).toBe(60_000);
});
