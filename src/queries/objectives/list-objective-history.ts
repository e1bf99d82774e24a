import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { eventColumns, eventFields, eventItem, toEvent } from '../audit/event-item.ts';
import { visibleObjectives } from '../visible-objectives.ts';

export const listObjectiveHistory = defineList({
  name: 'ListObjectiveHistory',
  summary: 'List all that happened to an objective and its key results, oldest first by default.',
  route: '/objectives/:objectiveId/history',
  params: z.strictObject({ objectiveId: id }),
  item: eventItem,
  readModels: ['objectives', 'audit-log'],
  parent: (read, { objectiveId }, context) =>
    visibleObjectives(read, context).where('objectives.id', objectiveId),
  from: (read, { objectiveId }, context) =>
    read
      .table('audit_log')
      .join(visibleObjectives(read, context).as('objectives'), 'objectives.id', 'audit_log.objective_id')
      .where('audit_log.objective_id', objectiveId)
      .select(eventColumns),
  fields: {
    ...eventFields,
    keyResultId: { column: 'audit_log.key_result_id', type: 'uuid', filter: true },
  },
  defaultSort: 'position:asc',
  tieBreaker: 'position',
  toItem: toEvent,
});
