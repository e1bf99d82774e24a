/** Whether two plain values hold the same; both have their fields in the order of one schema. */
export function sameContent(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
