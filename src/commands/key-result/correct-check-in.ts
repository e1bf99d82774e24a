import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { checkInValue, checkValue } from '../../domain/key-result-types.ts';
import { confidence, date, id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { sameContent } from '../same-content.ts';
import { comment, reason } from '../text-fields.ts';
import { findCheckIn } from './find-check-in.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import {
  requireCheck,
  requireEffectiveDate,
  requireInProgress,
  requireReporter,
} from './key-result-rules.ts';
import { afterCorrected } from './key-result-state.ts';
import { withCompletion } from './with-completion.ts';

/** What an input makes of an optional content: absent keeps it, null takes it away. */
const kept = <Value>(input: Value | null | undefined, before: Value | undefined) =>
  input === undefined ? before : (input ?? undefined);

export const correctCheckIn = defineCommand({
  type: 'CorrectCheckIn',
  summary: 'Replace what a check-in says; what is not named stays, `null` takes confidence or comment away.',
  stream: keyResultStream,
  input: z.strictObject({
    keyResultId: id,
    checkInId: id,
    value: checkInValue.optional(),
    effectiveOn: date.optional(),
    confidence: confidence.nullable().optional(),
    comment: comment.nullable().optional(),
    reason,
  }),
  target: 'keyResultId',
  routes: [{ method: 'put', path: '/key-results/:keyResultId/check-ins/:checkInId' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, input, { facts, now, ...context }) {
    requireReporter(context, state, facts);
    requireInProgress(state, facts);
    const { keyResultId, checkInId, reason } = input;
    const { content, retracted, authorId } = findCheckIn(state, checkInId);
    rule(!retracted, 'the check-in was retracted: record another one');

    const corrected = {
      effectiveOn: input.effectiveOn ?? content.effectiveOn,
      value: input.value ?? content.value,
      confidence: kept(input.confidence, content.confidence),
      comment: kept(input.comment, content.comment),
    };
    if (sameContent(corrected, content)) return [];
    if (corrected.effectiveOn !== content.effectiveOn) {
      requireEffectiveDate(corrected.effectiveOn, now, facts);
    }
    if (input.value !== undefined) requireCheck(checkValue(state.measure, input.value), 'value');
    const { objectiveId } = state;
    const data = { keyResultId, objectiveId, checkInId, ...corrected, reason, authorId };
    return withCompletion({ type: 'CheckInCorrected', data }, afterCorrected(state, data));
  },
});
