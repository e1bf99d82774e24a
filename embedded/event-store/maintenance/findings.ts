/** One thing that is wrong; what is known of the place it concerns. */
export type Finding = {
  position: number | undefined;
  stream: string | undefined;
  revision: number | undefined;
  /** A clause. */
  problem: string;
};

/** What is known of where something is wrong. */
export type Place = { position?: number; stream?: string; revision?: number };

export type Findings = {
  /** Notes a finding; of one position only the first. */
  add(problem: string, place?: Place): void;
  /** Says which event a position has, if something was found there. */
  name(position: number, stream: string, revision: number): void;
  list(): readonly Finding[];
  found(): number;
};

/** So many are kept; the others are counted. */
const MAX_FINDINGS = 100;

export function createFindings(): Findings {
  const findings: Finding[] = [];
  const byPosition = new Map<number, Finding>();
  let found = 0;
  return {
    add(problem, { position, stream, revision } = {}) {
      if (position !== undefined && byPosition.has(position)) return;
      found += 1;
      if (findings.length >= MAX_FINDINGS) return;
      const finding = { position, stream, revision, problem };
      findings.push(finding);
      if (position !== undefined) byPosition.set(position, finding);
    },
    name(position, stream, revision) {
      const finding = byPosition.get(position);
      if (finding) Object.assign(finding, { stream, revision });
    },
    list: () => findings,
    found: () => found,
  };
}
