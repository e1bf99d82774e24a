import type { LogPosition } from './define-events.ts';

/** Before every event. */
export const startOfLog: LogPosition = { commit: 0n, prepare: 0n };

/** Whether `a` comes after `b` in the log. */
export function isAfter(a: LogPosition, b: LogPosition): boolean {
  return a.commit === b.commit ? a.prepare > b.prepare : a.commit > b.commit;
}
