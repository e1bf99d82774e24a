import { z } from 'zod';
import type { ListField, QueryContext, ReadModels, ReadRow } from '../../core/define-query.ts';
import {
  type CheckInValue,
  checkInValue,
  type KeyResultMeasure,
  keyResultMeasure,
} from '../../domain/key-result-types.ts';
import { confidence, date, decimal, id, ratio, score, timestamp } from '../../domain/values.ts';
import { scoreColumn } from '../score-column.ts';
import { selectWithStatus, statusFields, statusOfRow } from '../status-of-row.ts';
import { visibleObjectives } from '../visible-objectives.ts';

/** A key result with its progress, as clients get it. */
export const keyResultItem = z.strictObject({
  id,
  objectiveId: id,
  cycleId: id,
  title: z.string(),
  description: z.string().nullable(),
  ownerId: id,
  weight: decimal,
  measure: keyResultMeasure,
  unit: z.string().nullable().describe('Unit of the values: free text, an ISO 4217 currency or %.'),
  currentValue: checkInValue.nullable().describe('Value of the check-in that counts.'),
  rawProgress: ratio.describe('May lie below 0 or above 1; 0 before the first check-in.'),
  progress: ratio.describe('The same kept inside 0 to 1.'),
  ...statusFields,
  hasCheckIn: z.boolean(),
  checkInCount: z.int().min(0),
  lastEffectiveOn: date.nullable().describe('Latest day that a check-in speaks of.'),
  lastCheckInAt: timestamp.nullable(),
  confidence: confidence.nullable(),
  completedOn: date.nullable().describe('Day on which the target was reached.'),
  isRemoved: z.boolean(),
  isWaived: z.boolean(),
  waiveReason: z.string().nullable(),
  isGraded: z.boolean(),
  grade: score.nullable(),
  computedGrade: score.nullable().describe('What the progress suggested when it was graded.'),
  gradeNote: z.string().nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  revision: z.int(),
});

const text = z.string();

const row = z.object({
  id: text,
  objectiveId: text,
  cycleId: text,
  title: text,
  description: text.nullable(),
  ownerId: text,
  weight: text,
  measure: z.custom<KeyResultMeasure>(),
  unit: text.nullable(),
  currentValue: z.custom<CheckInValue>().nullable(),
  rawProgress: text,
  progress: text,
  hasCheckIn: z.boolean(),
  checkInCount: z.number(),
  lastEffectiveOn: text.nullable(),
  lastCheckInAt: text.nullable(),
  confidence: z.number().nullable(),
  completedOn: text.nullable(),
  isRemoved: z.boolean(),
  isWaived: z.boolean(),
  waiveReason: text.nullable(),
  isGraded: z.boolean(),
  grade: scoreColumn,
  computedGrade: scoreColumn,
  gradeNote: text.nullable(),
  createdAt: text,
  updatedAt: text,
  revision: z.number(),
});

const columns: Record<keyof z.output<typeof row>, string> = {
  id: 'key_results.id',
  objectiveId: 'key_results.objective_id',
  cycleId: 'key_results.cycle_id',
  title: 'key_results.title',
  description: 'key_results.description',
  ownerId: 'key_results.owner_id',
  weight: 'key_results.weight',
  measure: 'key_results.measure',
  unit: 'key_results.unit',
  currentValue: 'key_results.current_value',
  rawProgress: 'key_results.raw_progress',
  progress: 'key_results.clamped_progress',
  hasCheckIn: 'key_results.has_check_in',
  checkInCount: 'key_results.check_in_count',
  lastEffectiveOn: 'key_results.last_effective_on',
  lastCheckInAt: 'key_results.last_check_in_at',
  confidence: 'key_results.confidence',
  completedOn: 'key_results.completed_on',
  isRemoved: 'key_results.is_removed',
  isWaived: 'key_results.is_waived',
  waiveReason: 'key_results.waive_reason',
  isGraded: 'key_results.is_graded',
  grade: 'key_results.grade',
  computedGrade: 'key_results.computed_grade',
  gradeNote: 'key_results.grade_note',
  createdAt: 'key_results.created_at',
  updatedAt: 'key_results.updated_at',
  revision: 'key_results.revision',
};

/** How lists of key results may be filtered and sorted. */
export const keyResultFields = {
  id: { column: 'key_results.id', type: 'uuid', filter: true },
  objectiveId: { column: 'key_results.objective_id', type: 'uuid', filter: true },
  cycleId: { column: 'key_results.cycle_id', type: 'uuid', filter: true },
  ownerId: { column: 'key_results.owner_id', type: 'uuid', filter: true },
  title: { column: 'key_results.title', type: 'text', filter: true, sort: true },
  type: { column: 'key_results.type', type: 'text', filter: true },
  unit: { column: 'key_results.unit', type: 'text', filter: true },
  progress: { column: 'key_results.clamped_progress', type: 'number', filter: true, sort: true },
  rawProgress: { column: 'key_results.raw_progress', type: 'number', filter: true, sort: true },
  confidence: { column: 'key_results.confidence', type: 'integer', filter: true, sort: true },
  hasCheckIn: { column: 'key_results.has_check_in', type: 'boolean', filter: true },
  isWaived: { column: 'key_results.is_waived', type: 'boolean', filter: true },
  isGraded: { column: 'key_results.is_graded', type: 'boolean', filter: true },
  lastEffectiveOn: { column: 'key_results.last_effective_on', type: 'date', filter: true, sort: true },
  completedOn: { column: 'key_results.completed_on', type: 'date', filter: true, sort: true },
  createdAt: { column: 'key_results.created_at', type: 'timestamp', filter: true, sort: true },
  updatedAt: { column: 'key_results.updated_at', type: 'timestamp', filter: true, sort: true },
} satisfies Record<string, ListField>;

/** Rows for {@link toKeyResult}: those of the objectives that may be seen, with what their status needs. */
export function keyResultRows(read: ReadModels, context: QueryContext) {
  const objectives = visibleObjectives(read, context).as('objectives');
  const rows = read.table('key_results').join(objectives, 'objectives.id', 'key_results.objective_id');
  return selectWithStatus(rows, read, columns);
}

export function toKeyResult(from: ReadRow, context: QueryContext): z.output<typeof keyResultItem> {
  const keyResult = row.parse(from);
  const { progress, lastEffectiveOn: lastCheckInOn, measure } = keyResult;
  return { ...keyResult, ...statusOfRow(from, { progress, lastCheckInOn }, context, measure) };
}
