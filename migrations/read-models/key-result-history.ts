import type { ReadTable } from './create-table.ts';

export const keyResultProgress: ReadTable = {
  name: 'key_result_progress',
  comment:
    'Every check-in of every key result, in two times: effective_on says for which day it speaks, recorded_at and ' +
    'superseded_at from when until when that was what one knew. What was known at a moment m: ' +
    'recorded_at <= m AND (superseded_at IS NULL OR superseded_at > m). What is known now: superseded_at IS NULL.',
  key: ['check_in_id', 'recorded_revision'],
  columns: {
    check_in_id: ['uuid NOT NULL', 'The check-in; has a new row whenever what is known about it changes.'],
    recorded_revision: [
      'integer NOT NULL',
      'Revision, on the stream of the key result, of the event that made the row.',
    ],
    organization_id: ['uuid NOT NULL', 'Organization it belongs to.'],
    objective_id: ['uuid NOT NULL', 'Objective of the key result, see objectives.id.'],
    key_result_id: ['uuid NOT NULL', 'Key result it measures, see key_results.id.'],
    check_in_revision: [
      'integer NOT NULL',
      'Revision of the event that recorded the check-in first; breaks ties of a day.',
    ],
    checked_in_at: ['timestamptz NOT NULL', 'When the log recorded the check-in first, UTC.'],
    effective_on: [
      'date NOT NULL',
      'Valid time: day the value speaks of, in the time zone of the organization.',
    ],
    recorded_at: [
      'timestamptz NOT NULL',
      'Known from: when the log recorded the event that made the row, UTC.',
    ],
    superseded_at: [
      'timestamptz',
      'Known until: when the row was replaced or retracted, UTC; null: known now.',
    ],
    superseded_cause: [
      'text',
      'Why it ended: corrected, retracted, target_revised, baseline_corrected, measure_revised.',
    ],
    cause: [
      'text NOT NULL',
      'Why it began: recorded, corrected, target_revised, baseline_corrected, measure_revised.',
    ],
    value: ['jsonb NOT NULL', 'Value: figure (as a string), boolean, milestone ids or stage.'],
    value_numeric: [
      'numeric(20,6)',
      'The same as a number, in the unit of the key result; null for types without figures.',
    ],
    baseline: [
      'numeric(20,6)',
      'Baseline the progress was computed with, in the unit; null for types without one.',
    ],
    target: [
      'numeric(20,6)',
      'Target the progress was computed with, in the unit; null for types without one.',
    ],
    raw_progress: ['numeric(20,6) NOT NULL', 'Progress as a ratio, may lie below 0 or above 1.'],
    clamped_progress: ['numeric(20,6) NOT NULL', 'Progress kept inside 0 to 1.'],
    confidence: ['integer', 'Confidence of reaching the target, 0 to 10; null: not told.'],
    comment: ['text', 'What the author said; null: nothing.'],
    source: ['text NOT NULL', 'How it came in: manual, api, import, connector.'],
    external_ref: ['text', 'Reference into the system it came from.'],
    author_id: ['text NOT NULL', 'Who recorded it first: id of a user, an API key or a process.'],
  },
  indexes: ['(key_result_id, effective_on)', '(organization_id, recorded_at)'],
};

export const keyResultTargets: ReadTable = {
  name: 'key_result_targets',
  comment:
    'What every key result was measured against, and from when until when that was known; ' +
    'the moments work as in key_result_progress.',
  key: ['key_result_id', 'recorded_revision'],
  columns: {
    key_result_id: ['uuid NOT NULL', 'The key result, see key_results.id.'],
    recorded_revision: [
      'integer NOT NULL',
      'Revision, on the stream of the key result, of the event that made the row.',
    ],
    organization_id: ['uuid NOT NULL', 'Organization it belongs to.'],
    objective_id: ['uuid NOT NULL', 'Objective of the key result, see objectives.id.'],
    recorded_at: [
      'timestamptz NOT NULL',
      'Known from: when the log recorded the event that made the row, UTC.',
    ],
    superseded_at: ['timestamptz', 'Known until: when the row was replaced, UTC; null: known now.'],
    cause: ['text NOT NULL', 'Why it began: defined, target_revised, baseline_corrected, measure_revised.'],
    measure: [
      'jsonb NOT NULL',
      'What is measured, as the API takes it: type, unit, precision, baseline, target …',
    ],
    baseline: ['numeric(20,6)', 'Value at 0 % progress, in the unit; null for types without one.'],
    target: ['numeric(20,6)', 'Value at 100 % progress, in the unit; null for types without one.'],
    reason: ['text', 'Why it was changed; null: not told.'],
    effective_on: ['date', 'Day from which the revised target is meant to hold; null where none was told.'],
  },
  indexes: ['(organization_id)'],
};
