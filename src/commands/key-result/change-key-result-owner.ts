import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { requireMembers } from '../facts.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import { requireChangeable } from './key-result-rules.ts';

export const changeKeyResultOwner = defineCommand({
  type: 'ChangeKeyResultOwner',
  summary: 'Give a key result another owner.',
  stream: keyResultStream,
  input: z.strictObject({ keyResultId: id, ownerId: id }),
  target: 'keyResultId',
  routes: [{ method: 'put', path: '/key-results/:keyResultId/owner' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, ownerId }, { facts, ...context }) {
    requireObjectiveOwner(context, facts.objective);
    requireChangeable(state, facts);
    if (ownerId === state.ownerId) return [];
    requireMembers(facts.organization, [ownerId], 'ownerId');
    const { objectiveId } = state;
    return [{ type: 'KeyResultOwnerChanged', data: { keyResultId, objectiveId, ownerId } }];
  },
});
