import { z } from 'zod';
import { defineQuery } from '../../core/define-query.ts';
import {
  type CheckInValue,
  checkInValue,
  type KeyResultMeasure,
  keyResultMeasure,
} from '../../domain/key-result-types.ts';
import { confidence, date, id, ratio, timestamp } from '../../domain/values.ts';
import { knownAt } from './known-at.ts';
import { rowsOfKeyResult } from './visible-key-result.ts';

const item = z.strictObject({
  keyResultId: id,
  moment: timestamp,
  measure: keyResultMeasure.describe('What it was measured against, as known then.'),
  hasCheckIn: z.boolean(),
  checkInId: id.nullable().describe('The check-in that counted.'),
  effectiveOn: date.nullable(),
  value: checkInValue.nullable(),
  rawProgress: ratio.describe('May lie below 0 or above 1; 0 before the first check-in.'),
  progress: ratio.describe('The same kept inside 0 to 1.'),
  confidence: confidence.nullable().describe('Of the check-in that counted.'),
});

const row = z.object({
  keyResultId: z.string(),
  moment: z.string(),
  measure: z.custom<KeyResultMeasure>(),
  checkInId: z.string().nullable(),
  effectiveOn: z.string().nullable(),
  value: z.custom<CheckInValue>().nullable(),
  rawProgress: z.string().nullable(),
  progress: z.string().nullable(),
  confidence: z.number().nullable(),
});

/** NOT_FOUND also for a moment at which the key result was not defined yet. */
export const getKeyResultAsOf = defineQuery({
  name: 'GetKeyResultAsOf',
  summary: 'Get the value, progress and target of a key result as they were known at a moment.',
  route: '/key-results/:keyResultId/as-of',
  params: z.strictObject({ keyResultId: id, moment: timestamp }),
  item,
  readModels: ['key-results', 'objectives'],
  from(read, params, context) {
    const { keyResultId, moment } = params;
    const counted = knownAt(read.table('key_result_progress'), 'key_result_progress', moment)
      .where('key_result_progress.key_result_id', keyResultId)
      .orderByRaw('key_result_progress.effective_on DESC, key_result_progress.check_in_revision DESC')
      .limit(1);
    return knownAt(rowsOfKeyResult('key_result_targets', read, params, context), 'key_result_targets', moment)
      .leftJoin(counted.as('counted'), 'counted.key_result_id', 'key_result_targets.key_result_id')
      .select({
        keyResultId: 'key_result_targets.key_result_id',
        measure: 'key_result_targets.measure',
        checkInId: 'counted.check_in_id',
        effectiveOn: 'counted.effective_on',
        value: 'counted.value',
        rawProgress: 'counted.raw_progress',
        progress: 'counted.clamped_progress',
        confidence: 'counted.confidence',
      })
      .select(read.raw('?::timestamptz AS moment', [moment]));
  },
  toItem(from) {
    const { rawProgress, progress, ...known } = row.parse(from);
    return {
      ...known,
      hasCheckIn: known.checkInId !== null,
      rawProgress: rawProgress ?? '0',
      progress: progress ?? '0',
    };
  },
});
