/** Bytes that all calls together may hold. */
export type Budget = {
  /** Whether there are so many left; they are taken then. */
  take(bytes: number): boolean;
  give(bytes: number): void;
};

export function createBudget(limit: number): Budget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > limit) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}
