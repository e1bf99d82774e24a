import type { Clock } from '../../core/ports.ts';

/** Milliseconds between two reports of progress at least. */
const intervalMs = 250;

/** Counts rows and reports the number now and then, one report at a time. A report that fails is left out. */
export function createProgress(
  start: number,
  clock: Pick<Clock, 'elapsed'>,
  report: (rowsDone: number) => Promise<void>,
) {
  let rowsDone = start;
  let nextAt = clock.elapsed();
  let reporting: Promise<void> | null = null;
  return {
    add(rows: number): void {
      rowsDone += rows;
      if (reporting || clock.elapsed() < nextAt) return;
      reporting = report(rowsDone)
        .catch(() => {})
        .finally(() => {
          reporting = null;
          nextAt = clock.elapsed() + intervalMs;
        });
    },
    /** Resolves when no report is under way. */
    async settled(): Promise<void> {
      await reporting;
    },
  };
}
