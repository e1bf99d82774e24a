/** The longest that a write waits, whatever its client allows; in milliseconds. */
const PATIENCE = 30_000;

/** The deadline of a write that begins to wait now, in milliseconds since 1970. */
export function deadlineOf(wanted: Date | number = Number.POSITIVE_INFINITY): number {
  return Math.min(Number(wanted), Date.now() + PATIENCE);
}
