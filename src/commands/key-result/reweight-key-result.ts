import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id, weightInput } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import { requireChangeable } from './key-result-rules.ts';

export const reweightKeyResult = defineCommand({
  type: 'ReweightKeyResult',
  summary: 'Change how much a key result counts beside the others of its objective.',
  stream: keyResultStream,
  input: z.strictObject({ keyResultId: id, weight: weightInput }),
  target: 'keyResultId',
  routes: [{ method: 'put', path: '/key-results/:keyResultId/weight' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, weight }, { facts, ...context }) {
    requireObjectiveOwner(context, facts.objective);
    requireChangeable(state, facts);
    if (weight === state.weight) return [];
    const { objectiveId } = state;
    return [{ type: 'KeyResultReweighted', data: { keyResultId, objectiveId, weight } }];
  },
});
