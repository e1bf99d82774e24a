import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { checkInColumns, checkInFields, checkInItem, toCheckIn } from './check-in-item.ts';
import { rowsOfKeyResult, visibleKeyResult } from './visible-key-result.ts';

export const listCheckIns = defineList({
  name: 'ListCheckIns',
  summary: 'List the check-ins of a key result as they stand now, latest day first by default.',
  route: '/key-results/:keyResultId/check-ins',
  params: z.strictObject({ keyResultId: id }),
  item: checkInItem,
  readModels: ['key-results', 'objectives'],
  parent: visibleKeyResult,
  from: (read, params, context) =>
    rowsOfKeyResult('key_result_progress', read, params, context)
      .whereNull('key_result_progress.superseded_at')
      .select(checkInColumns),
  fields: checkInFields,
  defaultSort: 'effectiveOn:desc',
  tieBreaker: 'sequence',
  toItem: toCheckIn,
});
