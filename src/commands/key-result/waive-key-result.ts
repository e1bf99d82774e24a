import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { reason } from '../text-fields.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import { requireChangeable } from './key-result-rules.ts';

export const waiveKeyResult = defineCommand({
  type: 'WaiveKeyResult',
  summary: 'Let a key result no longer count; it is not graded, and its history stays.',
  stream: keyResultStream,
  input: z.strictObject({ keyResultId: id, reason }),
  target: 'keyResultId',
  routes: [{ method: 'post', path: '/key-results/:keyResultId/waive' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, reason }, { facts, ...context }) {
    requireObjectiveOwner(context, facts.objective);
    requireChangeable(state, facts);
    if (state.waived) return [];
    const { objectiveId } = state;
    return [{ type: 'KeyResultWaived', data: { keyResultId, objectiveId, reason } }];
  },
});
