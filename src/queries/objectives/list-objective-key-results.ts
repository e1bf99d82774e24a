import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { hiddenRows, withHidden } from '../hidden-rows.ts';
import {
  keyResultFields,
  keyResultItem,
  keyResultRows,
  toKeyResult,
} from '../key-results/key-result-item.ts';
import { visibleObjectives } from '../visible-objectives.ts';

export const listObjectiveKeyResults = defineList({
  name: 'ListObjectiveKeyResults',
  summary: 'List the key results of an objective; removed ones only where `removed` asks for them.',
  route: '/objectives/:objectiveId/key-results',
  params: z.strictObject({ objectiveId: id, removed: hiddenRows }),
  item: keyResultItem,
  readModels: ['objectives', 'key-results', 'cycles', 'organizations'],
  parent: (read, { objectiveId }, context) =>
    visibleObjectives(read, context).where('objectives.id', objectiveId),
  from: (read, { objectiveId, removed }, context) =>
    withHidden(keyResultRows(read, context), 'key_results.is_removed', removed).where(
      'key_results.objective_id',
      objectiveId,
    ),
  fields: keyResultFields,
  defaultSort: 'createdAt:asc',
  tieBreaker: 'id',
  toItem: toKeyResult,
});
