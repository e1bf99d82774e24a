import { expect, test } from '@jest/globals';
import { throttle } from '../../src/platform/throttle.ts';

test('acts on the first call and drops those within the interval', () => {
  const seen: number[] = [];
  const act = throttle(60_000, (n: number) => seen.push(n));
  for (const n of [1, 2, 3]) act(n);
  expect(seen).toEqual([1]);
});

test('acts again once the interval is over', () => {
  const seen: number[] = [];
  const act = throttle(0, (n: number) => seen.push(n));
  for (const n of [1, 2]) act(n);
  expect(seen).toEqual([1, 2]);
});
