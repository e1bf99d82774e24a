import { expect, test } from '@jest/globals';
import { createProgress } from '../../../src/jobs/import-okrs/progress.ts';

function progress(report: (rowsDone: number) => Promise<void>) {
  let now = 0;
  const made = createProgress(10, { elapsed: () => now }, report);
  const at = (ms: number) => {
    now = ms;
  };
  return { ...made, at };
}

test('reports at most four times a second, and never two at once', async () => {
  const reports: number[] = [];
  const finish: (() => void)[] = [];
  const { add, at, settled } = progress((rowsDone) => {
    reports.push(rowsDone);
    return new Promise((resolve) => finish.push(resolve));
  });
  add(1);
  at(1000);
  add(2);
  expect(reports).toEqual([11]);
  for (const each of finish.splice(0)) each();
  await settled();
  at(1100);
  add(4);
  expect(reports).toEqual([11]);
  at(1250);
  add(8);
  expect(reports).toEqual([11, 25]);
});

test('a report that fails does no harm', async () => {
  const { add, at, settled } = progress(() => Promise.reject(new Error('away')));
  add(1);
  await settled();
  at(1000);
  expect(() => add(1)).not.toThrow();
  await settled();
});
