import { z } from 'zod';
import { defineQuery } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { keyResultItem, keyResultRows, toKeyResult } from './key-result-item.ts';

export const getKeyResult = defineQuery({
  name: 'GetKeyResult',
  summary: 'Get a key result with its progress, pace and status of today.',
  route: '/key-results/:keyResultId',
  params: z.strictObject({ keyResultId: id }),
  item: keyResultItem,
  readModels: ['key-results', 'objectives', 'cycles', 'organizations'],
  revision: 'revision',
  from: (read, { keyResultId }, context) => keyResultRows(read, context).where('key_results.id', keyResultId),
  toItem: toKeyResult,
});
