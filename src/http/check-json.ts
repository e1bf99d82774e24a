import { invalid } from './errors.ts';

/** Objects and arrays may be nested this deep. */
const maxDepth = 32;
/** PostgreSQL stores neither NUL nor half a surrogate pair. */
const unstorable = /[\0\p{Surrogate}]/u;
const poisonous = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether the text could be stored. */
export function isStorable(text: string): boolean {
  return !unstorable.test(text);
}

/** Throws VALIDATION_FAILED for what no schema should have to think about. Returns the value. */
export function checkJson(value: unknown): unknown {
  walk(value, '', 0);
  return value;
}

function walk(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) throw invalid(path, 'may not contain NUL or half a surrogate pair');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === maxDepth) throw invalid('', `may not be nested deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      walk(item, join(path, String(index)), depth + 1);
    });
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const field = join(path, key);
    if (poisonous.has(key) || !isStorable(key)) throw invalid(field, 'unknown field');
    walk(item, field, depth + 1);
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
