import { expect, test } from '@jest/globals';
import { retry } from '../../src/platform/retry.ts';

function failing(times: number): () => Promise<number> {
  let calls = 0;
  return async () => {
    calls++;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
}

test('gives what the first successful attempt gives', async () => {
  expect(await retry(3, 1, failing(2))).toBe(3);
});

test('throws what the last attempt threw, and stops there', async () => {
  const work = failing(3);
  await expect(retry(3, 1, work)).rejects.toThrow('failure 3');
  expect(await work()).toBe(4);
});
