/** Stands in no PostgreSQL text, so that no two keys look the same. */
const separator = '\u0000';

/** The key of a row as one string: the text of each key column, in order. */
export function keyText(parts: readonly unknown[]): string {
  return parts.length === 1 ? String(parts[0]) : parts.join(separator);
}

/** Text of each key column. */
export function keyParts(key: string): string[] {
  return key.split(separator);
}
