import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { decimalInput, id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { sameContent } from '../same-content.ts';
import { reason } from '../text-fields.ts';
import { changedMeasure } from './changed-measure.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import { requireChangeable, requireReason } from './key-result-rules.ts';

export const correctKeyResultBaseline = defineCommand({
  type: 'CorrectKeyResultBaseline',
  summary: 'Correct where a key result started; the reason is needed once its objective is active.',
  stream: keyResultStream,
  input: z.strictObject({ keyResultId: id, baseline: decimalInput, reason: reason.optional() }),
  target: 'keyResultId',
  routes: [{ method: 'put', path: '/key-results/:keyResultId/baseline' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, baseline, reason }, { facts, ...context }) {
    const { objective } = facts;
    requireObjectiveOwner(context, objective);
    requireChangeable(state, facts);
    const { measure: from, objectiveId } = state;
    const to = changedMeasure(from, { baseline });
    if (sameContent(to, from)) return [];
    requireReason(objective, reason, 'baseline');
    return [{ type: 'KeyResultBaselineCorrected', data: { keyResultId, objectiveId, from, to, reason } }];
  },
});
