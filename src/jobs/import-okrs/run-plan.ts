import { DomainError } from '../../core/domain-error.ts';
import type { Column } from './columns.ts';
import { type Counts, noCounts, plus } from './counts.ts';
import type { ImportPlan, Step, Strand } from './import-plan.ts';
import type { Problem } from './problems.ts';
import { allEnded, createLanes } from './side-by-side.ts';

interface Runner {
  /** Issues the command of a step. Throws DomainError where it is refused for good. */
  issue(step: Step): Promise<unknown>;
  /**
   * Told of every step that is over, done or refused: rows that it dealt with, and what is wrong with them.
   */
  settled(rows: number, problems: readonly Problem[]): void;
  readonly signal: AbortSignal;
}

/** Strands that are worked on side by side. */
const strandsAtOnce = 32;

/**
 * Takes the steps of a plan, strands side by side, each after those it needs. What is refused does not stop
 * the rest; what cannot be without it is refused as well.
 * Answers how many things were refused.
 * @throws what `issue` throws besides DomainError, or the signal's reason.
 */
export async function runPlan({ strands }: ImportPlan, runner: Runner): Promise<Counts> {
  /** Line that was refused, by the key of its strand. */
  const refused = new Map<string, number>();
  let failed = noCounts;

  const drop = (steps: readonly Step[], lines: Iterable<number>, because: number) => {
    for (const { makes } of steps) if (makes) failed = plus(failed, makes);
    const rows = steps.reduce((all, step) => all + step.rows, 0);
    const message = `line ${because}, which it needs, was refused`;
    runner.settled(
      rows,
      [...new Set(lines)].filter((line) => line !== because).map((line) => ({ line, column: null, message })),
    );
  };

  const runStrand = async ({ key, needs, lines, steps }: Strand) => {
    const cause = needs.map((need) => refused.get(need)).find((line) => line !== undefined);
    if (cause !== undefined) {
      refused.set(key, cause);
      return drop(steps, lines, cause);
    }
    for (const [index, step] of steps.entries()) {
      runner.signal.throwIfAborted();
      const refusal = await refusalOf(step, runner);
      runner.settled(step.rows, refusal ? [refusal] : []);
      if (!refusal) continue;
      if (step.makes) failed = plus(failed, step.makes);
      if (!step.essential) continue;
      refused.set(key, step.line);
      return drop(steps.slice(index + 1), lines, step.line);
    }
  };

  const lanes = createLanes(strandsAtOnce);
  const lane = createLanes(1);
  const ends = new Map<string, Promise<void>>();
  for (const strand of strands) {
    const needed = strand.needs.map((need) => ends.get(need));
    ends.set(
      strand.key,
      Promise.allSettled(needed).then(() => (strand.single ? lane : lanes)(() => runStrand(strand))),
    );
  }
  await allEnded(ends.values());
  return failed;
}

async function refusalOf(step: Step, { issue }: Runner): Promise<Problem | null> {
  try {
    await issue(step);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const field = error.details[0]?.field ?? '';
    const message = error.code === 'VALIDATION_FAILED' ? (error.details[0]?.message ?? '') : error.message;
    return { line: step.line, column: columnOf[field] ?? null, message };
  }
}

/** Columns of the fields that a command may complain about. */
const columnOf: Readonly<Record<string, Column>> = {
  effectiveOn: 'check_in_date',
  value: 'check_in_value',
  confidence: 'confidence',
  comment: 'comment',
  ownerIds: 'objective_owner_email',
  ownerId: 'key_result_owner_email',
  cycleId: 'cycle',
};
