import { expect, test } from '@jest/globals';
import { limitRate } from '../../../src/runtime/projections/limit-rate.ts';

/** A clock that stands still: a limiter then only lets through what was paid for. */
const clock = { elapsed: () => 1_000 };

test('without a rate nobody waits', async () => {
  const pace = limitRate(clock, null);
  await expect(pace(1_000_000, new AbortController().signal)).resolves.toBeUndefined();
});

test('whoever took more than the rate allows waits, until the end at most', async () => {
  const ending = new AbortController();
  const pace = limitRate(clock, 100);
  let waited = false;
  const waiting = pace(100_000, ending.signal).then(() => {
    waited = true;
  });
  await new Promise(setImmediate);
  expect(waited).toBe(false);
  ending.abort();
  await waiting;
});
