import { clampedProgress, rawProgress } from '../../domain/formulas.ts';
import { type CheckInValue, isStage, type KeyResultMeasure } from '../../domain/key-result-types.ts';

/** A measure, and its baseline and target in columns of their own. */
export function targetColumns(measure: KeyResultMeasure) {
  const scalar = 'baseline' in measure ? measure : null;
  return { measure, baseline: scalar?.baseline ?? null, target: scalar?.target ?? null };
}

/** Columns of a key result that follow from its measure. */
export function measureColumns(measure: KeyResultMeasure) {
  return {
    ...targetColumns(measure),
    type: measure.type,
    unit: unitOf(measure),
    precision: 'precision' in measure ? measure.precision : null,
  };
}

function unitOf(measure: KeyResultMeasure): string | null {
  if (measure.type === 'percent') return '%';
  if (measure.type === 'currency') return measure.currency;
  return 'unit' in measure ? (measure.unit ?? null) : null;
}

/** Columns of a check-in that follow from its value and the measure. */
export function valueColumns(measure: KeyResultMeasure, value: CheckInValue) {
  const { baseline, target } = targetColumns(measure);
  const raw = rawProgress(measure, value);
  return {
    value,
    value_numeric: typeof value === 'string' && !isStage(value) ? value : null,
    baseline,
    target,
    raw_progress: raw,
    clamped_progress: clampedProgress(raw),
  };
}
