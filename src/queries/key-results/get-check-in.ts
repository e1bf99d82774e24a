import { z } from 'zod';
import { defineQuery } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { checkInColumns, checkInItem, toCheckIn } from './check-in-item.ts';
import { rowsOfKeyResult } from './visible-key-result.ts';

export const getCheckIn = defineQuery({
  name: 'GetCheckIn',
  summary: 'Get a check-in as it stands now; one that was retracted is not there any more.',
  route: '/key-results/:keyResultId/check-ins/:checkInId',
  params: z.strictObject({ keyResultId: id, checkInId: id }),
  item: checkInItem,
  readModels: ['key-results', 'objectives'],
  from: (read, { checkInId, ...params }, context) =>
    rowsOfKeyResult('key_result_progress', read, params, context)
      .where('key_result_progress.check_in_id', checkInId)
      .whereNull('key_result_progress.superseded_at')
      .select(checkInColumns),
  toItem: toCheckIn,
});
