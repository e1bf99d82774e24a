import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { checkCheckpoints, checkpoint, milestone, stage } from '../../domain/key-result-types.ts';
import { date, decimalInput, id, nonEmptyText } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { today } from '../facts.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { sameContent } from '../same-content.ts';
import { reason } from '../text-fields.ts';
import { changedMeasure } from './changed-measure.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import { requireChangeable, requireCheck, requireNotInFuture, requireReason } from './key-result-rules.ts';

export const reviseKeyResultTarget = defineCommand({
  type: 'ReviseKeyResultTarget',
  summary: 'Change what a key result aims at; the reason is needed once its objective is active.',
  stream: keyResultStream,
  input: z.strictObject({
    keyResultId: id,
    target: decimalInput.optional(),
    commit: decimalInput.nullable().optional(),
    stretch: decimalInput.nullable().optional(),
    checkpoints: z.array(checkpoint).max(100).nullable().optional(),
    lower: decimalInput.optional(),
    upper: decimalInput.optional(),
    milestones: z.array(milestone).min(1).max(100).optional(),
    stages: z.record(stage, nonEmptyText(500)).optional(),
    reason: reason.optional(),
    effectiveOn: date.optional(),
  }),
  target: 'keyResultId',
  routes: [{ method: 'put', path: '/key-results/:keyResultId/target' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, reason, effectiveOn: asked, ...changes }, { facts, now, ...context }) {
    const { organization, cycle, objective } = facts;
    requireObjectiveOwner(context, objective);
    requireChangeable(state, facts);
    const { measure: from, objectiveId } = state;
    const to = changedMeasure(from, changes);
    if (sameContent(to, from)) return [];
    requireReason(objective, reason, 'target');
    requireCheck(checkCheckpoints(to, cycle), 'checkpoints');
    const day = today(now, organization);
    const effectiveOn = asked ?? day;
    requireNotInFuture(effectiveOn, day);
    const data = { keyResultId, objectiveId, from, to, reason, effectiveOn };
    return [{ type: 'KeyResultTargetRevised', data }];
  },
});
