import type { QueryContext, ReadModels } from '../../core/define-query.ts';
import { visibleObjectives } from '../visible-objectives.ts';

/** `parent` of the lists below one key result: that key result, if it may be seen. */
export function visibleKeyResult(
  read: ReadModels,
  { keyResultId }: { readonly keyResultId: string },
  context: QueryContext,
) {
  return read
    .table('key_results')
    .join(visibleObjectives(read, context).as('objectives'), 'objectives.id', 'key_results.objective_id')
    .where('key_results.id', keyResultId);
}

/** Rows of a table about one key result, if that may be seen. */
export function rowsOfKeyResult(
  table: 'key_result_progress' | 'key_result_targets' | 'audit_log',
  read: ReadModels,
  { keyResultId }: { readonly keyResultId: string },
  context: QueryContext,
) {
  return read
    .table(table)
    .join(visibleObjectives(read, context).as('objectives'), 'objectives.id', `${table}.objective_id`)
    .where(`${table}.key_result_id`, keyResultId);
}
