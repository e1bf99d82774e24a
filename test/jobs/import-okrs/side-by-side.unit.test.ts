import { setImmediate as breathe } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { sideBySide } from '../../../src/jobs/import-okrs/side-by-side.ts';

test('all work is done, in order of its beginning, and never more at once than allowed', async () => {
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  await sideBySide(Array.from({ length: 20 }).keys(), 3, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await breathe();
    if (item % 2) await breathe();
    running--;
  });
  expect(most).toBe(3);
  expect(begun).toEqual([...Array(20).keys()]);
});

test('after a failure nothing is begun; it is thrown once what runs has ended', async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    await breathe();
    if (item === 1) throw new Error('no luck');
    await breathe();
    ended.push(item);
  };
  await expect(sideBySide([0, 1, 2, 3, 4, 5], 2, work)).rejects.toThrow('no luck');
  expect(ended).toEqual([0]);
});

test('nothing to do is done', async () => {
  await expect(sideBySide([], 2, async () => {})).resolves.toBeUndefined();
});
