import { z } from 'zod';
import { defineQuery } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { objectiveItem, objectiveRows, toObjective } from './objective-item.ts';

export const getObjective = defineQuery({
  name: 'GetObjective',
  summary: 'Get an objective with its progress, pace and status of today.',
  route: '/objectives/:objectiveId',
  params: z.strictObject({ objectiveId: id }),
  item: objectiveItem,
  readModels: ['objectives', 'key-results', 'cycles', 'organizations'],
  revision: 'revision',
  from: (read, { objectiveId }, context) => objectiveRows(read, context).where('objectives.id', objectiveId),
  toItem: toObjective,
});
