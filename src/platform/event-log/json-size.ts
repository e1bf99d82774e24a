/** About as many bytes as a JSON value takes, or bytes are; the exact number would cost more than it is worth. */
export function jsonSize(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Uint8Array) return value.length;
  let size = 2;
  if (Array.isArray(value)) for (const element of value) size += jsonSize(element);
  else for (const [name, element] of Object.entries(value)) size += name.length + 4 + jsonSize(element);
  return size;
}
