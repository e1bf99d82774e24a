import { z } from 'zod';
import { defineList, type ReadRow } from '../../core/define-query.ts';
import { decimal, id, ratio, timestamp } from '../../domain/values.ts';
import { checkInColumns, checkInFields, checkInItem, toCheckIn } from './check-in-item.ts';
import { knownAt } from './known-at.ts';
import { rowsOfKeyResult, visibleKeyResult } from './visible-key-result.ts';

const remeasured = ['target_revised', 'baseline_corrected', 'measure_revised'] as const;

const item = z.strictObject({
  ...checkInItem.shape,
  rawProgress: ratio.describe('By the measure known then; may lie below 0 or above 1.'),
  baseline: decimal.nullable().describe('Baseline the progress was computed with.'),
  target: decimal.nullable().describe('Target the progress was computed with.'),
  recordedAt: timestamp.describe('Known from.'),
  supersededAt: timestamp.nullable().describe('Known until; null: known now.'),
  cause: z.enum(['recorded', 'corrected', ...remeasured]).describe('Why it began to be known.'),
  supersededCause: z.enum(['corrected', 'retracted', ...remeasured]).nullable(),
});

const known = z.object({
  baseline: z.string().nullable(),
  target: z.string().nullable(),
  recordedAt: z.string(),
  supersededAt: z.string().nullable(),
  cause: item.shape.cause,
  supersededCause: item.shape.supersededCause,
});

const knownColumns: Record<keyof z.output<typeof known>, string> = {
  baseline: 'key_result_progress.baseline',
  target: 'key_result_progress.target',
  recordedAt: 'key_result_progress.recorded_at',
  supersededAt: 'key_result_progress.superseded_at',
  cause: 'key_result_progress.cause',
  supersededCause: 'key_result_progress.superseded_cause',
};

export const listProgress = defineList({
  name: 'ListProgress',
  summary:
    'List the progress of a key result as it was known at a moment (now by default), earliest day first.',
  route: '/key-results/:keyResultId/progress',
  params: z.strictObject({ keyResultId: id, knownAt: timestamp.optional() }),
  item,
  readModels: ['key-results', 'objectives'],
  parent: visibleKeyResult,
  from: (read, params, context) =>
    knownAt(
      rowsOfKeyResult('key_result_progress', read, params, context),
      'key_result_progress',
      params.knownAt,
    ).select({ ...checkInColumns, ...knownColumns }),
  fields: checkInFields,
  defaultSort: 'effectiveOn:asc',
  tieBreaker: 'sequence',
  toItem: (row: ReadRow) => ({ ...toCheckIn(row), ...known.parse(row) }),
});
