import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { hiddenRows, withHidden } from '../hidden-rows.ts';
import { keyResultFields, keyResultItem, keyResultRows, toKeyResult } from './key-result-item.ts';

export const listKeyResults = defineList({
  name: 'ListKeyResults',
  summary: 'List key results; removed ones only where `removed` asks for them.',
  route: '/key-results',
  params: z.strictObject({ removed: hiddenRows }),
  item: keyResultItem,
  readModels: ['key-results', 'objectives', 'cycles', 'organizations'],
  from: (read, { removed }, context) =>
    withHidden(keyResultRows(read, context), 'key_results.is_removed', removed),
  fields: keyResultFields,
  defaultSort: 'createdAt:desc',
  tieBreaker: 'id',
  toItem: toKeyResult,
});
