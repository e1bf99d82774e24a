import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { checkCheckpoints, type KeyResultMeasure, keyResultMeasure } from '../../domain/key-result-types.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { sameContent } from '../same-content.ts';
import { longText, title } from '../text-fields.ts';
import { aimOf } from './changed-measure.ts';
import { keyResultStream } from './key-result.stream.ts';
import { type KeyResultFacts, keyResultFacts } from './key-result-facts.ts';
import { requireChangeable, requireCheck } from './key-result-rules.ts';
import type { KeyResultState } from './key-result-state.ts';

/** What check-ins are read by: the type, and the currency of an amount of money. */
const kindOf = (measure: KeyResultMeasure) =>
  measure.type === 'currency' ? `${measure.type} ${measure.currency}` : measure.type;

/**
 * Throws RULE_VIOLATED for a new kind of measure after the first check-in, and for a change of the aim while
 * the objective is active: that is told with its reason, by ReviseKeyResultTarget or
 * CorrectKeyResultBaseline.
 */
function requireRevisable(
  { measure, checkIns }: KeyResultState,
  to: KeyResultMeasure,
  { objective, cycle }: KeyResultFacts,
): void {
  const isSameKind = kindOf(to) === kindOf(measure);
  rule(
    isSameKind || checkIns.length === 0,
    'measure.type is fixed after the first check-in: keep it, or define another key result',
    'measure.type',
  );
  const isSameAim = !isSameKind || sameContent(aimOf(to), aimOf(measure));
  rule(
    isSameAim || objective.phase === 'draft',
    'the objective is active: change the target or baseline of measure by themselves, with a reason',
    'measure',
  );
  requireCheck(checkCheckpoints(to, cycle), 'measure.checkpoints');
}

export const reviseKeyResult = defineCommand({
  type: 'ReviseKeyResult',
  summary: 'Change what a key result says; what is not named stays, a measure is replaced as a whole.',
  stream: keyResultStream,
  input: z.strictObject({
    keyResultId: id,
    title: title.optional(),
    description: longText.nullable().optional(),
    measure: keyResultMeasure.optional(),
  }),
  target: 'keyResultId',
  routes: [{ method: 'patch', path: '/key-results/:keyResultId' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, title, description, measure }, { facts, ...context }) {
    requireObjectiveOwner(context, facts.objective);
    requireChangeable(state, facts);
    const changes = {
      ...(title !== undefined && title !== state.title && { title }),
      ...(description !== undefined && description !== state.description && { description }),
      ...(measure !== undefined && !sameContent(measure, state.measure) && { measure }),
    };
    if (changes.measure) requireRevisable(state, changes.measure, facts);
    if (Object.keys(changes).length === 0) return [];
    return [{ type: 'KeyResultRevised', data: { keyResultId, objectiveId: state.objectiveId, ...changes } }];
  },
});
