import { z } from 'zod';
import type { ListField, ReadRow } from '../../core/define-query.ts';
import { type CheckInValue, checkInValue } from '../../domain/key-result-types.ts';
import { checkInSource, confidence, date, id, ratio, timestamp } from '../../domain/values.ts';

/** A check-in as it stands now. */
export const checkInItem = z.strictObject({
  id,
  keyResultId: id,
  objectiveId: id,
  effectiveOn: date.describe('Day the value speaks of.'),
  value: checkInValue,
  rawProgress: ratio.describe('By the measure of today; may lie below 0 or above 1.'),
  progress: ratio.describe('The same kept inside 0 to 1.'),
  confidence: confidence.nullable(),
  comment: z.string().nullable(),
  source: checkInSource,
  externalRef: z.string().nullable(),
  authorId: z.string().describe('Who recorded it first: id of a user, an API key or a process.'),
  checkedInAt: timestamp.describe('When it was recorded first.'),
});

const text = z.string();

const row = z.object({
  id: text,
  keyResultId: text,
  objectiveId: text,
  effectiveOn: text,
  value: z.custom<CheckInValue>(),
  rawProgress: text,
  progress: text,
  confidence: z.number().nullable(),
  comment: text.nullable(),
  source: checkInSource,
  externalRef: text.nullable(),
  authorId: text,
  checkedInAt: text,
});

/** Columns for {@link toCheckIn}. */
export const checkInColumns: Record<keyof z.output<typeof row>, string> = {
  id: 'key_result_progress.check_in_id',
  keyResultId: 'key_result_progress.key_result_id',
  objectiveId: 'key_result_progress.objective_id',
  effectiveOn: 'key_result_progress.effective_on',
  value: 'key_result_progress.value',
  rawProgress: 'key_result_progress.raw_progress',
  progress: 'key_result_progress.clamped_progress',
  confidence: 'key_result_progress.confidence',
  comment: 'key_result_progress.comment',
  source: 'key_result_progress.source',
  externalRef: 'key_result_progress.external_ref',
  authorId: 'key_result_progress.author_id',
  checkedInAt: 'key_result_progress.checked_in_at',
};

/**
 * How lists of check-ins may be filtered and sorted. Of the check-ins known at one moment, those of a day
 * count in the order in which they were recorded: `sequence`.
 */
export const checkInFields = {
  effectiveOn: { column: 'key_result_progress.effective_on', type: 'date', filter: true, sort: true },
  checkedInAt: { column: 'key_result_progress.checked_in_at', type: 'timestamp', filter: true, sort: true },
  sequence: { column: 'key_result_progress.check_in_revision', type: 'integer' },
  source: { column: 'key_result_progress.source', type: 'text', filter: true },
  authorId: { column: 'key_result_progress.author_id', type: 'text', filter: true },
} satisfies Record<string, ListField>;

export function toCheckIn(from: ReadRow): z.output<typeof checkInItem> {
  return row.parse(from);
}
