/**
 * Every OKR formula; which status they lead to is decided in status.ts. Amounts are decimal strings in and out;
 * results are rounded half up to six fraction digits and kept inside numeric(20,6). Nothing here reads a clock:
 * today is an argument.
 */
import type { Amount } from './amounts.ts';
import { amount, between, ONE, toDecimalString, ZERO } from './amounts.ts';
import { daysBetween } from './calendar.ts';
import type { CheckInValue, KeyResultMeasure, Milestone, Period, Stage } from './key-result-types.ts';
import { isStage } from './key-result-types.ts';
import { isInside } from './measure-rules.ts';
import type { DecimalString, IsoDate, RollUpMode, Score } from './values.ts';
import { score } from './values.ts';

const STAGE_PROGRESS: Record<Stage, DecimalString> = {
  fail: '0',
  commit: '0.3',
  target: '0.7',
  stretch: '1',
};

/**
 * Raw progress, a ratio that may lie below 0 or above 1. '0' when `value` is null: there is no check-in yet.
 * - number, percent, currency: (value − baseline) / (target − baseline)
 * - boolean: 0 or 1
 * - milestones: Σ done weight / Σ weight; done ids that the measure no longer has do not count
 * - stages: fail 0, commit 0.3, target 0.7, stretch 1
 * - band: 1 inside lower to upper (both included), else 0
 *
 * @throws TypeError when the value is not one of the measure's type, see `checkValue`.
 */
export function rawProgress(measure: KeyResultMeasure, value: CheckInValue | null): DecimalString {
  if (value === null) return '0';
  const { type } = measure;
  if (type === 'boolean' && typeof value === 'boolean') return value ? '1' : '0';
  if (type === 'milestones' && Array.isArray(value)) return doneShare(measure.milestones, new Set(value));
  if (typeof value === 'string') {
    if (isStage(value)) {
      if (type === 'stages') return STAGE_PROGRESS[value];
    } else if (type === 'band') {
      return isInside(value, measure.lower, measure.upper) ? '1' : '0';
    } else if (type === 'number' || type === 'percent' || type === 'currency') {
      const baseline = amount(measure.baseline);
      return toDecimalString(amount(value).minus(baseline).div(amount(measure.target).minus(baseline)));
    }
  }
  throw new TypeError(`the value is not one of a ${type} key result`);
}

function doneShare(milestones: readonly Milestone[], done: ReadonlySet<string>): DecimalString {
  const parts = milestones.map(({ id, weight }) => ({ weight, progress: done.has(id) ? '1' : '0' }));
  return weightedMean(parts) ?? '0';
}

/** Progress for display and roll-up: `raw` kept inside 0 to 1. */
export function clampedProgress(raw: DecimalString): DecimalString {
  return toDecimalString(between(ZERO, amount(raw), ONE));
}

interface Part {
  readonly weight: DecimalString;
  readonly progress: DecimalString;
}

/** Σ weight · clamped progress / Σ weight; null when the weights add up to 0. */
function weightedMean(parts: readonly Part[]): DecimalString | null {
  let sum: Amount = ZERO;
  let total: Amount = ZERO;
  for (const part of parts) {
    const weight = amount(part.weight);
    sum = sum.plus(between(ZERO, amount(part.progress), ONE).times(weight));
    total = total.plus(weight);
  }
  return total.isZero() ? null : toDecimalString(sum.div(total));
}

/** What a key result adds to its objective; `progress` raw or clamped, '0' before the first check-in. */
interface KeyResultPart extends Part {
  readonly removed: boolean;
  readonly waived: boolean;
}

/**
 * Σ weight · clamped / Σ weight over the key results neither removed nor waived, 0 to 1.
 * Null, not '0', when there is none or all their weights are 0.
 */
export function objectiveProgress(keyResults: readonly KeyResultPart[]): DecimalString | null {
  return weightedMean(keyResults.filter(({ removed, waived }) => !removed && !waived));
}

/**
 * Progress of a parent objective with what contributes to it, 0 to 1: the weighted mean of its own progress
 * (weight `ownWeight`, by default '1') and that of its contributing children (the weights of their
 * alignments). `mode` says which of the two count. Parts whose progress is null do not; null when nothing is
 * left to weigh.
 */
export function rolledUpProgress(family: {
  readonly mode: RollUpMode;
  readonly own: DecimalString | null;
  readonly ownWeight?: DecimalString;
  readonly children: readonly { readonly weight: DecimalString; readonly progress: DecimalString | null }[];
}): DecimalString | null {
  const own = { weight: family.ownWeight ?? '1', progress: family.own };
  const parts = [
    ...(family.mode === 'children' ? [] : [own]),
    ...(family.mode === 'own' ? [] : family.children),
  ];
  return weightedMean(
    parts.flatMap(({ weight, progress }) => (progress === null ? [] : [{ weight, progress }])),
  );
}

/**
 * Where progress should be on the day `on`, 0 to 1: 0 up to the first day of the cycle, 1 from its last day
 * on. Between them: elapsed days / total days or, for a measure with checkpoints, the straight lines through
 * (first day, baseline), the checkpoints and (last day, target), as raw progress. Checkpoints that a
 * rescheduled cycle has left outside do not count.
 */
export function expectedProgress(cycle: Period, on: IsoDate, measure?: KeyResultMeasure): DecimalString {
  return toDecimalString(exactlyExpected(cycle, on, measure));
}

function exactlyExpected(cycle: Period, on: IsoDate, measure?: KeyResultMeasure): Amount {
  if (on <= cycle.startsOn) return ZERO;
  if (on >= cycle.endsOn) return ONE;
  if (!measure || !('checkpoints' in measure) || !measure.checkpoints?.length) {
    return amount(daysBetween(cycle.startsOn, on)).div(daysBetween(cycle.startsOn, cycle.endsOn));
  }
  let from = { date: cycle.startsOn, value: measure.baseline };
  let to = { date: cycle.endsOn, value: measure.target };
  for (const point of measure.checkpoints) {
    if (point.date <= cycle.startsOn || point.date >= cycle.endsOn) continue;
    if (point.date > on) {
      to = point;
      break;
    }
    from = point;
  }
  const days = daysBetween(from.date, to.date);
  const rise = amount(to.value).minus(from.value).times(daysBetween(from.date, on));
  const advance = amount(from.value).minus(measure.baseline).times(days).plus(rise);
  const expected = advance.div(amount(measure.target).minus(measure.baseline).times(days));
  return between(ZERO, expected, ONE);
}

/**
 * Pace = progress / expected progress, which is not rounded first; 1 is exactly on plan. Null while nothing is
 * expected or progress is null.
 */
export function paceOf(
  progress: DecimalString | null,
  cycle: Period,
  on: IsoDate,
  measure?: KeyResultMeasure,
): DecimalString | null {
  if (progress === null) return null;
  const plan = exactlyExpected(cycle, on, measure);
  return plan.isZero() ? null : toDecimalString(amount(progress).div(plan));
}

/** Suggested grade: clamped progress rounded half up to one tenth; null when progress is null. */
export function scoreSuggestion(progress: DecimalString | null): Score | null {
  return progress === null ? null : score.parse(between(ZERO, amount(progress), ONE).toFixed(1));
}
