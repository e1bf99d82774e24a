import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id, objectiveVisibility } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { sameContent } from '../same-content.ts';
import { description, title } from '../text-fields.ts';
import { objectiveStream } from './objective.stream.ts';
import { tags } from './objective-fields.ts';
import { requireObjectiveOwner } from './require-objective-owner.ts';
import { requireOpen } from './require-open.ts';

export const reviseObjective = defineCommand({
  type: 'ReviseObjective',
  summary: 'Change what an objective says; what is not named stays, `teamId: null` takes it from its team.',
  stream: objectiveStream,
  input: z.strictObject({
    objectiveId: id,
    title: title.optional(),
    description: description.optional(),
    teamId: id.nullable().optional(),
    visibility: objectiveVisibility.optional(),
    tags: tags.optional(),
  }),
  target: 'objectiveId',
  routes: [{ method: 'patch', path: '/objectives/:objectiveId' }],
  roles: contributingRoles,
  decide(state, { objectiveId, title, description, teamId, visibility, tags }, context) {
    requireObjectiveOwner(context, state);
    requireOpen(state);
    const changes = {
      ...(title !== undefined && title !== state.title && { title }),
      ...(description !== undefined && description !== state.description && { description }),
      ...(teamId !== undefined && teamId !== state.teamId && { teamId }),
      ...(visibility !== undefined && visibility !== state.visibility && { visibility }),
      ...(tags !== undefined && !sameContent(tags, state.tags) && { tags }),
    };
    if (Object.keys(changes).length === 0) return [];
    return [{ type: 'ObjectiveRevised', data: { objectiveId, ...changes } }];
  },
});
