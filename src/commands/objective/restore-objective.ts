import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { objectiveStream } from './objective.stream.ts';
import { requireObjectiveOwner } from './require-objective-owner.ts';

export const restoreObjective = defineCommand({
  type: 'RestoreObjective',
  summary: 'Bring an archived objective back, as it was.',
  stream: objectiveStream,
  input: z.strictObject({ objectiveId: id }),
  target: 'objectiveId',
  routes: [{ method: 'post', path: '/objectives/:objectiveId/restore' }],
  roles: contributingRoles,
  decide(state, { objectiveId }, context) {
    requireObjectiveOwner(context, state);
    return state.archived ? [{ type: 'ObjectiveRestored', data: { objectiveId } }] : [];
  },
});
