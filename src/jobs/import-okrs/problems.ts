import type { Column } from './columns.ts';

/** One thing that is wrong. Never repeats what the file says of people. */
export interface Problem {
  /** Physical line of the file, from 1: where the row begins. */
  readonly line: number;
  /** Null where the whole row, or the file, is meant. */
  readonly column: Column | null;
  readonly message: string;
}

/** Problems that are kept; all of them are counted. */
const mostKept = 1000;

/** Collects problems; keeps a bounded number of them, in the order of their lines. */
export function createProblemList(known: { problems: readonly Problem[]; total: number; badRows: number }) {
  let { total } = known;
  const kept = [...known.problems];
  const lines = new Set<number>();
  return {
    add(problems: readonly Problem[]): void {
      total += problems.length;
      for (const problem of problems) {
        lines.add(problem.line);
        if (kept.length < mostKept) kept.push(problem);
      }
    },
    summary: () => ({
      problems: kept.toSorted((a, b) => a.line - b.line),
      total,
      badRows: known.badRows + lines.size,
    }),
  };
}

export type ProblemSummary = ReturnType<ReturnType<typeof createProblemList>['summary']>;

export const noProblems: ProblemSummary = { problems: [], total: 0, badRows: 0 };
