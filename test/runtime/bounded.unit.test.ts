import { expect, test } from '@jest/globals';
import { bounded } from '../../src/runtime/bounded.ts';

/** Tasks that end when they are told to, and how many run. */
function tasks(run: ReturnType<typeof bounded>) {
  const ends: (() => void)[] = [];
  const state = { running: 0, most: 0 };
  const start = () =>
    run(async () => {
      state.running++;
      state.most = Math.max(state.most, state.running);
      await new Promise<void>((resolve) => ends.push(resolve));
      state.running--;
    });
  return { start, state, endOne: () => ends.shift()?.() };
}

test('runs a few at once, lets a few wait, and turns the others away', async () => {
  const { start, state, endOne } = tasks(bounded(2, 3));
  const started = Array.from({ length: 5 }, start);
  await expect(start()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(state.running).toBe(2);
  for (const each of started) {
    endOne();
    await each;
  }
  expect(state).toEqual({ running: 0, most: 2 });
  const late = start();
  endOne();
  await late;
});

test('a task that fails leaves its place to the next', async () => {
  const run = bounded(1, 1);
  const failing = run(() => Promise.reject(new Error('failed')));
  const next = run(() => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('failed');
  await expect(next).resolves.toBe('done');
});
