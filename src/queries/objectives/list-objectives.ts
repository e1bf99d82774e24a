import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { hiddenRows, withHidden } from '../hidden-rows.ts';
import { objectiveItem, objectiveRows, toObjective } from './objective-item.ts';

export const listObjectives = defineList({
  name: 'ListObjectives',
  summary: 'List objectives; archived ones only where `archived` asks for them.',
  route: '/objectives',
  params: z.strictObject({ archived: hiddenRows }),
  item: objectiveItem,
  readModels: ['objectives', 'key-results', 'cycles', 'organizations'],
  from: (read, { archived }, context) =>
    withHidden(objectiveRows(read, context), 'objectives.is_archived', archived),
  fields: {
    id: { column: 'objectives.id', type: 'uuid', filter: true },
    cycleId: { column: 'objectives.cycle_id', type: 'uuid', filter: true },
    ownerId: { column: 'objectives.owner_ids', type: 'uuid[]', filter: true },
    teamId: { column: 'objectives.team_id', type: 'uuid', filter: true },
    tag: { column: 'objectives.tags', type: 'text[]', filter: true },
    phase: { column: 'objectives.phase', type: 'text', filter: true, sort: true },
    outcome: { column: 'objectives.outcome', type: 'text', filter: true },
    visibility: { column: 'objectives.visibility', type: 'text', filter: true },
    title: { column: 'objectives.title', type: 'text', filter: true, sort: true },
    progress: { column: 'sums.progress', type: 'number', filter: true, sort: true },
    finalScore: { column: 'objectives.final_score', type: 'number', filter: true, sort: true },
    lastEffectiveOn: { column: 'sums.last_effective_on', type: 'date', filter: true, sort: true },
    closedOn: { column: 'objectives.closed_on', type: 'date', filter: true, sort: true },
    createdAt: { column: 'objectives.created_at', type: 'timestamp', filter: true, sort: true },
    updatedAt: { column: 'objectives.updated_at', type: 'timestamp', filter: true, sort: true },
  },
  defaultSort: 'createdAt:desc',
  tieBreaker: 'id',
  toItem: toObjective,
});
