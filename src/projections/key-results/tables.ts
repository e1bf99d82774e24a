import {
  boolean,
  date,
  integer,
  jsonb,
  nullable,
  numeric,
  type Row,
  table,
  text,
  textOf,
  timestamptz,
  uuid,
} from '../../core/table.ts';
import type { CheckInValue, KeyResultMeasure, KeyResultType } from '../../domain/key-result-types.ts';
import type { CheckInSource } from '../../domain/values.ts';

/** Why what is measured changed, and with it the progress of every check-in. */
export type MeasureCause = 'target_revised' | 'baseline_corrected' | 'measure_revised';

/** The measure, also in columns of its own. */
const measured = {
  measure: jsonb<KeyResultMeasure>(),
  baseline: nullable(numeric),
  target: nullable(numeric),
};

export const tables = {
  keyResults: table('key_results', {
    key: ['id'],
    group: 'objective_id',
    columns: {
      id: uuid,
      organization_id: uuid,
      objective_id: uuid,
      cycle_id: uuid,
      title: text,
      description: nullable(text),
      owner_id: uuid,
      weight: numeric,
      ...measured,
      type: textOf<KeyResultType>(),
      unit: nullable(text),
      precision: nullable(integer),
      current_value: nullable(jsonb<CheckInValue>()),
      current_numeric: nullable(numeric),
      raw_progress: numeric,
      clamped_progress: numeric,
      has_check_in: boolean,
      check_in_count: integer,
      last_effective_on: nullable(date),
      last_check_in_at: nullable(timestamptz),
      confidence: nullable(integer),
      confidence_on: nullable(date),
      completed_on: nullable(date),
      completed_by: nullable(uuid),
      is_removed: boolean,
      is_waived: boolean,
      waive_reason: nullable(text),
      is_graded: boolean,
      grade: nullable(numeric),
      computed_grade: nullable(numeric),
      grade_note: nullable(text),
      created_at: timestamptz,
      updated_at: timestamptz,
      revision: integer,
    },
  }),
  objectiveProgress: table('objective_progress', {
    key: ['objective_id'],
    columns: {
      objective_id: uuid,
      organization_id: uuid,
      progress: nullable(numeric),
      total_weight: numeric,
      key_result_count: integer,
      checked_in_count: integer,
      completed_count: integer,
      graded_count: integer,
      lowest_confidence: nullable(integer),
      last_effective_on: nullable(date),
      last_check_in_at: nullable(timestamptz),
    },
  }),
  progress: table('key_result_progress', {
    key: ['check_in_id', 'recorded_revision'],
    group: 'key_result_id',
    columns: {
      check_in_id: uuid,
      recorded_revision: integer,
      organization_id: uuid,
      objective_id: uuid,
      key_result_id: uuid,
      check_in_revision: integer,
      checked_in_at: timestamptz,
      effective_on: date,
      recorded_at: timestamptz,
      superseded_at: nullable(timestamptz),
      superseded_cause: nullable(textOf<'corrected' | 'retracted' | MeasureCause>()),
      cause: textOf<'recorded' | 'corrected' | MeasureCause>(),
      value: jsonb<CheckInValue>(),
      value_numeric: nullable(numeric),
      baseline: nullable(numeric),
      target: nullable(numeric),
      raw_progress: numeric,
      clamped_progress: numeric,
      confidence: nullable(integer),
      comment: nullable(text),
      source: textOf<CheckInSource>(),
      external_ref: nullable(text),
      author_id: text,
    },
  }),
  targets: table('key_result_targets', {
    key: ['key_result_id', 'recorded_revision'],
    group: 'key_result_id',
    columns: {
      key_result_id: uuid,
      recorded_revision: integer,
      organization_id: uuid,
      objective_id: uuid,
      recorded_at: timestamptz,
      superseded_at: nullable(timestamptz),
      cause: textOf<'defined' | MeasureCause>(),
      ...measured,
      reason: nullable(text),
      effective_on: nullable(date),
    },
  }),
};

export type KeyResultRow = Row<typeof tables.keyResults>;
export type ProgressRow = Row<typeof tables.progress>;
export type TargetRow = Row<typeof tables.targets>;
export type ObjectiveProgressRow = Row<typeof tables.objectiveProgress>;
