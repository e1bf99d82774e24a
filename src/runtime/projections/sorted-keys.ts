/** A set of keys that is asked for in order more often than it changes. */
export interface SortedKeys {
  add(key: string): void;
  delete(key: string): void;
  sorted(): readonly string[];
}

export function sortedKeys(): SortedKeys {
  const keys = new Set<string>();
  let sorted: string[] | null = [];
  return {
    add(key) {
      if (keys.has(key)) return;
      keys.add(key);
      const last = sorted?.at(-1);
      // Keys mostly come in order.
      if (sorted && (last === undefined || last < key)) sorted.push(key);
      else sorted = null;
    },
    delete(key) {
      if (keys.delete(key)) sorted = null;
    },
    sorted() {
      sorted ??= [...keys].sort();
      return sorted;
    },
  };
}
