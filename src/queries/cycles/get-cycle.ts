import { z } from 'zod';
import { defineQuery } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { cycleItem, cycleRows, toCycle } from './cycle-item.ts';

export const getCycle = defineQuery({
  name: 'GetCycle',
  summary: 'Get a cycle.',
  route: '/cycles/:cycleId',
  params: z.strictObject({ cycleId: id }),
  item: cycleItem,
  readModels: ['cycles'],
  revision: 'revision',
  from: (read, { cycleId }) => cycleRows(read).where('cycles.id', cycleId),
  toItem: toCycle,
});
