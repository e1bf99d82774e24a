import type { LogPosition } from './define-events.ts';

/** Before every event. */
export const startOfLog: LogPosition = { commit: 0n, prepare: 0n };

/** Whether `a` comes after `b` in the log. */
export function isAfter(a: LogPosition, b: LogPosition): boolean {
  return a.commit === b.commit ? a.prepare > b.prepare : a.commit > b.commit;
}

/** The last of some positions; the start of the log where there is none. */
export function furthest(positions: readonly (LogPosition | null)[]): LogPosition {
  return positions.reduce<LogPosition>(
    (last, position) => (position !== null && isAfter(position, last) ? position : last),
    startOfLog,
  );
}
