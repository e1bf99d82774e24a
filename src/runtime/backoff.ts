/**
 * Milliseconds to wait after so many failures in a row, 1 or more: `firstMs`, twice as long after each
 * further failure, at most `longestMs`; of that, at least half, the rest by chance, so that processes do not
 * move in step.
 */
export function backoffMs(failures: number, firstMs: number, longestMs = Number.POSITIVE_INFINITY): number {
  return Math.min(longestMs, firstMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
