import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { objectiveStream } from './objective.stream.ts';
import { requireObjectiveOwner } from './require-objective-owner.ts';

export const archiveObjective = defineCommand({
  type: 'ArchiveObjective',
  summary: 'Put a draft or a closed objective away.',
  stream: objectiveStream,
  input: z.strictObject({ objectiveId: id }),
  target: 'objectiveId',
  routes: [{ method: 'post', path: '/objectives/:objectiveId/archive' }],
  roles: contributingRoles,
  decide(state, { objectiveId }, context) {
    requireObjectiveOwner(context, state);
    if (state.archived) return [];
    rule(state.phase !== 'active', 'the objective is active: close it first');
    return [{ type: 'ObjectiveArchived', data: { objectiveId } }];
  },
});
