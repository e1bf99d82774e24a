/** A UUIDv7 that tests can tell from others: `uuid(7)` ends in 7. */
export function uuid(n: number): string {
  return `01900000-0000-7000-8000-${n.toString().padStart(12, '0')}`;
}
