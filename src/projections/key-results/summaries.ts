import { amount, toDecimalString, ZERO } from '../../domain/amounts.ts';
import { clampedProgress, objectiveProgress } from '../../domain/formulas.ts';
import type { KeyResultRow, ObjectiveProgressRow, ProgressRow } from './tables.ts';

/** By the day they speak of, ties by the order in which they were recorded first. */
const byTime = (a: ProgressRow, b: ProgressRow) =>
  a.effective_on === b.effective_on
    ? a.check_in_revision - b.check_in_revision
    : a.effective_on < b.effective_on
      ? -1
      : 1;

const latest = <Value extends string>(values: readonly (Value | null)[]): Value | null =>
  values.reduce((last, value) => (last === null || (value !== null && value > last) ? value : last), null);

/** Columns of a key result that sum up all that is known of its check-ins. */
export function currentColumns(history: readonly ProgressRow[]) {
  const standing = history.filter((row) => row.superseded_at === null).sort(byTime);
  const current = standing.at(-1);
  return {
    current_value: current?.value ?? null,
    current_numeric: current?.value_numeric ?? null,
    raw_progress: current?.raw_progress ?? '0',
    clamped_progress: current?.clamped_progress ?? '0',
    has_check_in: current !== undefined,
    check_in_count: standing.length,
    last_effective_on: current?.effective_on ?? null,
    last_check_in_at: latest(standing.map((row) => row.checked_in_at)),
    confidence: standing.findLast((row) => row.confidence !== null)?.confidence ?? null,
  };
}

/**
 * A completion falls with the check-in that brought it: where that one was corrected or retracted and is no
 * longer the one that counts, or falls short of the target.
 */
export function completionColumns(row: KeyResultRow, changedId: string, history: readonly ProgressRow[]) {
  const current = history
    .filter((one) => one.superseded_at === null)
    .sort(byTime)
    .at(-1);
  const stands =
    row.completed_by !== changedId ||
    (current?.check_in_id === changedId && clampedProgress(current.raw_progress) === '1');
  return stands ? {} : { completed_on: null, completed_by: null };
}

/** The sum of the key results of an objective that count: neither removed nor waived. */
export function summarize(
  objective: Pick<ObjectiveProgressRow, 'objective_id' | 'organization_id'>,
  keyResults: readonly KeyResultRow[],
): ObjectiveProgressRow {
  const counted = keyResults.filter((row) => !row.is_removed && !row.is_waived);
  const count = (holds: (row: KeyResultRow) => boolean) => counted.filter(holds).length;
  const told = counted.flatMap((row) => row.confidence ?? []);
  return {
    ...objective,
    progress: objectiveProgress(
      keyResults.map((row) => ({
        weight: row.weight,
        progress: row.clamped_progress,
        removed: row.is_removed,
        waived: row.is_waived,
      })),
    ),
    total_weight: toDecimalString(counted.reduce((sum, row) => sum.plus(amount(row.weight)), ZERO)),
    key_result_count: counted.length,
    checked_in_count: count((row) => row.has_check_in),
    completed_count: count((row) => row.completed_by !== null),
    graded_count: count((row) => row.is_graded),
    lowest_confidence: told.length > 0 ? Math.min(...told) : null,
    last_effective_on: latest(counted.map((row) => row.last_effective_on)),
    last_check_in_at: latest(counted.map((row) => row.last_check_in_at)),
  };
}
