import { amount, toDecimalString, ZERO } from '../../domain/amounts.ts';
import { clampedProgress, objectiveProgress } from '../../domain/formulas.ts';
import type { KeyResultRow, ObjectiveProgressRow, ProgressRow } from './tables.ts';

/**
 * Whether `a` counts before `b`: by the day they speak of, ties by the order in which they were recorded
 * first.
 */
const isBefore = (a: ProgressRow, b: ProgressRow) =>
  a.effective_on < b.effective_on ||
  (a.effective_on === b.effective_on && a.check_in_revision < b.check_in_revision);

const later = <Value extends string>(a: Value | null, b: Value | null): Value | null =>
  a === null || (b !== null && b > a) ? b : a;

/** The standing check-in that counts: the last one. */
function currentOf(history: readonly ProgressRow[]): ProgressRow | null {
  let current: ProgressRow | null = null;
  for (const row of history) {
    if (row.superseded_at === null && (current === null || isBefore(current, row))) current = row;
  }
  return current;
}

/** Columns of a key result that sum up all that is known of its check-ins. */
export function currentColumns(history: readonly ProgressRow[]) {
  const current = currentOf(history);
  let count = 0;
  let lastCheckInAt: string | null = null;
  let told: ProgressRow | null = null;
  for (const row of history) {
    if (row.superseded_at !== null) continue;
    count += 1;
    lastCheckInAt = later(lastCheckInAt, row.checked_in_at);
    if (row.confidence !== null && (told === null || isBefore(told, row))) told = row;
  }
  return {
    current_value: current?.value ?? null,
    current_numeric: current?.value_numeric ?? null,
    raw_progress: current?.raw_progress ?? '0',
    clamped_progress: current?.clamped_progress ?? '0',
    has_check_in: current !== null,
    check_in_count: count,
    last_effective_on: current?.effective_on ?? null,
    last_check_in_at: lastCheckInAt,
    confidence: told?.confidence ?? null,
    confidence_on: told?.effective_on ?? null,
  };
}

/** The same columns after one more check-in, the last to be recorded: it needs no look at the others. */
export function columnsAfter(row: KeyResultRow, checkIn: ProgressRow): ReturnType<typeof currentColumns> {
  const { effective_on } = checkIn;
  const isCurrent = row.last_effective_on === null || row.last_effective_on <= effective_on;
  // Rows of version 1 do not say when: mostly it was with the check-in that counts.
  const toldOn = row.confidence === null ? null : (row.confidence_on ?? row.last_effective_on);
  const tells = checkIn.confidence !== null && (toldOn === null || toldOn <= effective_on);
  return {
    current_value: isCurrent ? checkIn.value : row.current_value,
    current_numeric: isCurrent ? checkIn.value_numeric : row.current_numeric,
    raw_progress: isCurrent ? checkIn.raw_progress : row.raw_progress,
    clamped_progress: isCurrent ? checkIn.clamped_progress : row.clamped_progress,
    has_check_in: true,
    check_in_count: row.check_in_count + 1,
    last_effective_on: isCurrent ? effective_on : row.last_effective_on,
    last_check_in_at: later(row.last_check_in_at, checkIn.checked_in_at),
    confidence: tells ? checkIn.confidence : row.confidence,
    confidence_on: tells ? effective_on : row.confidence_on,
  };
}

/**
 * A completion falls with the check-in that brought it: where that one was corrected or retracted and is no
 * longer the one that counts, or falls short of the target.
 */
export function completionColumns(row: KeyResultRow, changedId: string, history: readonly ProgressRow[]) {
  const current = currentOf(history);
  const stands =
    row.completed_by !== changedId ||
    (current?.check_in_id === changedId && clampedProgress(current.raw_progress) === '1');
  return stands ? {} : { completed_on: null, completed_by: null };
}

/** The sum of the key results of an objective that count: neither removed nor waived. */
export function summarize(
  { objective_id, organization_id }: Pick<ObjectiveProgressRow, 'objective_id' | 'organization_id'>,
  keyResults: readonly KeyResultRow[],
): ObjectiveProgressRow {
  let weight = ZERO;
  const sum = {
    objective_id,
    organization_id,
    progress: objectiveProgress(keyResults.map(partOf)),
    total_weight: '0',
    key_result_count: 0,
    checked_in_count: 0,
    completed_count: 0,
    graded_count: 0,
    lowest_confidence: null as number | null,
    last_effective_on: null as string | null,
    last_check_in_at: null as string | null,
  };
  for (const row of keyResults) {
    if (row.is_removed || row.is_waived) continue;
    weight = weight.plus(amount(row.weight));
    sum.key_result_count += 1;
    if (row.has_check_in) sum.checked_in_count += 1;
    if (row.completed_by !== null) sum.completed_count += 1;
    if (row.is_graded) sum.graded_count += 1;
    if (row.confidence !== null && row.confidence < (sum.lowest_confidence ?? 11)) {
      sum.lowest_confidence = row.confidence;
    }
    sum.last_effective_on = later(sum.last_effective_on, row.last_effective_on);
    sum.last_check_in_at = later(sum.last_check_in_at, row.last_check_in_at);
  }
  sum.total_weight = toDecimalString(weight);
  return sum;
}

const partOf = (row: KeyResultRow) => ({
  weight: row.weight,
  progress: row.clamped_progress,
  removed: row.is_removed,
  waived: row.is_waived,
});
