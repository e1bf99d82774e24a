import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { organizationOf, requireMembers } from '../facts.ts';
import { sameContent } from '../same-content.ts';
import { objectiveStream } from './objective.stream.ts';
import { ownerIds } from './objective-fields.ts';
import { requireObjectiveOwner } from './require-objective-owner.ts';
import { requireOpen } from './require-open.ts';

export const changeObjectiveOwners = defineCommand({
  type: 'ChangeObjectiveOwners',
  summary: 'Name all owners of an objective, in the order they are shown.',
  stream: objectiveStream,
  input: z.strictObject({ objectiveId: id, ownerIds }),
  target: 'objectiveId',
  routes: [{ method: 'put', path: '/objectives/:objectiveId/owners' }],
  roles: contributingRoles,
  async prepare(_, read, context) {
    return { organization: await organizationOf(read, context) };
  },
  decide(state, { objectiveId, ownerIds }, { facts: { organization }, ...context }) {
    requireObjectiveOwner(context, state);
    requireOpen(state);
    if (sameContent(ownerIds, state.ownerIds)) return [];
    requireMembers(organization, ownerIds, 'ownerIds');
    return [{ type: 'ObjectiveOwnersChanged', data: { objectiveId, ownerIds } }];
  },
});
