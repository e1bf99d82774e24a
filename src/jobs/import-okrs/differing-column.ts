import type { KeyResultMeasure } from '../../domain/key-result-types.ts';
import { type Column, columns } from './columns.ts';

/** The first column in which two measures differ; null where they are the same. */
export function differingColumn(before: KeyResultMeasure, now: KeyResultMeasure): Column | null {
  if (before === now) return null;
  const [a, b] = [fieldsOf(before), fieldsOf(now)];
  for (const field of new Set([...a.keys(), ...b.keys()])) {
    if (a.get(field) !== b.get(field)) return columns.find((column) => column === field) ?? 'type';
  }
  return null;
}

function fieldsOf(measure: KeyResultMeasure): Map<string, string> {
  return new Map(Object.entries(measure).map(([field, value]) => [field, JSON.stringify(value)]));
}
