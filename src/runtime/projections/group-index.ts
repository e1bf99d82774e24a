import type { AnyRow } from './ports.ts';
import type { RowShape } from './row-shape.ts';
import { type SortedKeys, sortedKeys } from './sorted-keys.ts';

/** Knows the keys of the groups of one table that are in memory as a whole. */
export interface GroupIndex {
  has(value: string): boolean;
  /** Keys of a group, in order; undefined where it is not whole. */
  keys(value: string): readonly string[] | undefined;
  /** From here on the group counts as whole; its rows are added next. */
  open(value: string): void;
  add(key: string, row: AnyRow): void;
  /** A row has changed, come (`before` null) or gone (`row` null). */
  move(key: string, before: AnyRow | null, row: AnyRow | null): void;
  /** Whether the group of the row is whole. */
  holds(row: AnyRow): boolean;
  /** A row is no longer in memory: its group is not whole any more. */
  breakUp(row: AnyRow): void;
  /** Forgets the oldest groups, until there are `most`. */
  trim(most: number): void;
}

export function groupIndex({ groupOf }: Pick<RowShape, 'groupOf'>): GroupIndex {
  /** Oldest first. */
  const groups = new Map<string, SortedKeys>();
  const of = (row: AnyRow): SortedKeys | undefined => {
    const group = groupOf(row);
    return group === null ? undefined : groups.get(group);
  };
  return {
    has: (value) => groups.has(value),
    keys: (value) => groups.get(value)?.sorted(),
    open: (value) => void groups.set(value, sortedKeys()),
    add: (key, row) => of(row)?.add(key),
    move(key, before, row) {
      if (groups.size === 0) return;
      const from = before && groupOf(before);
      const to = row && groupOf(row);
      if (from === to && before && row) return;
      if (from !== null) groups.get(from)?.delete(key);
      if (to !== null) groups.get(to)?.add(key);
    },
    holds: (row) => of(row) !== undefined,
    breakUp(row) {
      const group = groupOf(row);
      if (group !== null) groups.delete(group);
    },
    trim(most) {
      for (const value of groups.keys()) {
        if (groups.size <= most) break;
        groups.delete(value);
      }
    },
  };
}
