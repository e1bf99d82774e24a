import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { id, objectiveVisibility } from '../../domain/values.ts';
import { contributingRoles, requireOwnerOrManager } from '../access.ts';
import { cycleStream } from '../cycle/cycle.stream.ts';
import { organizationOf, requireMembers } from '../facts.ts';
import { description, title } from '../text-fields.ts';
import { objectiveStream } from './objective.stream.ts';
import { ownerIds, tags } from './objective-fields.ts';

export const draftObjective = defineCommand({
  type: 'DraftObjective',
  summary: 'Draft an objective in a cycle; who asks owns it, unless other owners are named.',
  stream: objectiveStream,
  input: z.strictObject({
    objectiveId: id,
    cycleId: id,
    title,
    description: description.default(''),
    ownerIds: ownerIds.optional(),
    teamId: id.optional(),
    visibility: objectiveVisibility.default('organization'),
    tags: tags.default([]),
  }),
  target: 'objectiveId',
  expects: 'new',
  routes: [{ method: 'post', path: '/objectives' }],
  roles: contributingRoles,
  async prepare({ cycleId }, read, context) {
    const [organization, cycle] = await Promise.all([
      organizationOf(read, context),
      read.state(cycleStream, cycleId),
    ]);
    return { organization, cycle };
  },
  decide(_, input, { facts: { organization, cycle }, ...context }) {
    const owners = input.ownerIds ?? [context.actor.id];
    requireOwnerOrManager(context, owners);
    requireMembers(organization, owners, 'ownerIds');
    rule(cycle !== null, 'cycleId names no cycle of the organization', 'cycleId');
    rule(
      cycle.phase !== 'closed',
      'cycleId names a closed cycle: reopen it, or choose another one',
      'cycleId',
    );
    return [{ type: 'ObjectiveDrafted', data: { ...input, ownerIds: owners } }];
  },
});
