import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { checkCheckpoints, keyResultMeasure } from '../../domain/key-result-types.ts';
import { id, weightInput } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { cycleStream } from '../cycle/cycle.stream.ts';
import { found, organizationOf, requireMembers } from '../facts.ts';
import { objectiveStream } from '../objective/objective.stream.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { longText, title } from '../text-fields.ts';
import { keyResultStream } from './key-result.stream.ts';
import { requireCheck, requireOpenObjective } from './key-result-rules.ts';

export const defineKeyResult = defineCommand({
  type: 'DefineKeyResult',
  summary: 'Add a key result to an objective; its first owner owns it, unless another owner is named.',
  stream: keyResultStream,
  input: z.strictObject({
    keyResultId: id,
    objectiveId: id,
    title,
    description: longText.optional(),
    ownerId: id.optional(),
    weight: weightInput.default('1'),
    measure: keyResultMeasure,
  }),
  target: 'keyResultId',
  expects: 'new',
  routes: [{ method: 'post', path: '/objectives/:objectiveId/key-results' }],
  roles: contributingRoles,
  async prepare({ objectiveId }, read, context) {
    const [organization, objective] = await Promise.all([
      organizationOf(read, context),
      read.state(objectiveStream, objectiveId).then(found),
    ]);
    return { organization, objective, cycle: found(await read.state(cycleStream, objective.cycleId)) };
  },
  decide(_, input, { facts: { organization, objective, cycle }, ...context }) {
    requireObjectiveOwner(context, objective);
    requireOpenObjective({ objective, cycle });
    requireCheck(checkCheckpoints(input.measure, cycle), 'measure.checkpoints');
    const { cycleId, ownerIds } = objective;
    const ownerId = input.ownerId ?? ownerIds[0] ?? context.actor.id;
    requireMembers(organization, [ownerId], 'ownerId');
    return [{ type: 'KeyResultDefined', data: { ...input, cycleId, ownerId } }];
  },
});
