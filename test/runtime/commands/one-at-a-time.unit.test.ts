import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/platform/system-clock.ts';
import { oneAtATime } from '../../../src/runtime/commands/one-at-a-time.ts';

/** A task that a test ends. */
function task() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, run: () => ended };
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

describe('tasks of one key', () => {
  test('run one after the other, in the order they came, whatever becomes of each', async () => {
    const inOrder = oneAtATime(systemClock);
    const log: string[] = [];
    const work = (name: string, fails = false) =>
      inOrder('key', async () => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('do not hold up those of another', async () => {
    const inOrder = oneAtATime(systemClock);
    const slow = task();
    const first = inOrder('a', slow.run);
    expect(await inOrder('b', async () => 'quick')).toBe('quick');
    slow.end();
    await first;
  });

  test('are turned away when 200 wait, and taken again when they have run', async () => {
    const inOrder = oneAtATime(systemClock);
    const slow = task();
    const taken = [
      inOrder('key', slow.run),
      ...Array.from({ length: 200 }, () => inOrder('key', async () => 1)),
    ];
    expect(await code(inOrder('key', async () => 1))).toBe('UNAVAILABLE');
    slow.end();
    await Promise.all(taken);
    expect(await code(inOrder('key', async () => 1))).toBe('done');
  });

  test('are not turned away for those that have run, however long the key has been busy', async () => {
    const inOrder = oneAtATime(systemClock);
    let previous = task();
    const done = [inOrder('key', previous.run)];
    for (let n = 0; n < 500; n++) {
      const next = task();
      done.push(inOrder('key', next.run));
      previous.end();
      await done[n];
      previous = next;
    }
    previous.end();
    expect(await Promise.all(done)).toHaveLength(501);
  });

  test('whose turn comes after five seconds are refused, and not run', async () => {
    let elapsed = 0;
    const inOrder = oneAtATime({ ...systemClock, elapsed: () => elapsed });
    const slow = task();
    const first = inOrder('key', slow.run);
    let ran = 0;
    const late = inOrder('key', async () => ran++);
    await new Promise((resolve) => setImmediate(resolve));
    elapsed = 5001;
    const timely = inOrder('key', async () => ran++);
    slow.end();
    expect(await Promise.all([first, late, timely].map(code))).toEqual(['done', 'UNAVAILABLE', 'done']);
    expect(ran).toBe(1);
  });
});
