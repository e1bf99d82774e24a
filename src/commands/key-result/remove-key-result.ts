import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { reason } from '../text-fields.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import { requireChangeable } from './key-result-rules.ts';

export const removeKeyResult = defineCommand({
  type: 'RemoveKeyResult',
  summary: 'Take a key result out of its objective for good; its history stays.',
  stream: keyResultStream,
  input: z.strictObject({ keyResultId: id, reason: reason.optional() }),
  target: 'keyResultId',
  routes: [{ method: 'delete', path: '/key-results/:keyResultId' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, reason }, { facts, ...context }) {
    requireObjectiveOwner(context, facts.objective);
    if (state.removed) return [];
    requireChangeable(state, facts);
    const { objectiveId } = state;
    return [{ type: 'KeyResultRemoved', data: { keyResultId, objectiveId, reason } }];
  },
});
