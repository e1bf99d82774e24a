/** What an import makes. */
const kinds = ['users', 'cycles', 'objectives', 'keyResults', 'checkIns'] as const;
export type Kind = (typeof kinds)[number];

/** A number of each kind. */
export type Counts = Readonly<Record<Kind, number>>;

export const noCounts: Counts = { users: 0, cycles: 0, objectives: 0, keyResults: 0, checkIns: 0 };

/** `counts` with one more, or `by` more, of a kind. */
export function plus(counts: Counts, kind: Kind, by = 1): Counts {
  return { ...counts, [kind]: counts[kind] + by };
}

/** The sum, kind by kind; `sign` -1 for the difference. */
export function sum(a: Counts, b: Counts, sign: 1 | -1 = 1): Counts {
  const entries = kinds.map((kind) => [kind, a[kind] + sign * b[kind]] as const);
  return Object.fromEntries(entries) as Record<Kind, number>;
}
