import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import { checkInValue, checkValue } from '../../domain/key-result-types.ts';
import { checkInSource, confidence, date, id, nonEmptyText } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { today } from '../facts.ts';
import { sameContent } from '../same-content.ts';
import { comment } from '../text-fields.ts';
import type { CheckIn } from './check-ins.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import {
  requireCheck,
  requireEffectiveDate,
  requireInProgress,
  requireReporter,
} from './key-result-rules.ts';
import { afterRecorded } from './key-result-state.ts';
import { withCompletion } from './with-completion.ts';

const input = z.strictObject({
  keyResultId: id,
  checkInId: id.optional(),
  value: checkInValue,
  effectiveOn: date.optional(),
  confidence: confidence.optional(),
  comment: comment.optional(),
  source: checkInSource.optional(),
  externalRef: nonEmptyText(200).optional(),
});

/** Whether `said` is again what the check-in said when it was recorded; the day may be left out. */
function repeats(said: z.output<typeof input>, { externalRef, recorded }: CheckIn): boolean {
  const { value, confidence, comment, effectiveOn = recorded.effectiveOn } = said;
  return (
    said.externalRef === externalRef && sameContent({ effectiveOn, value, confidence, comment }, recorded)
  );
}

export const recordCheckIn = defineCommand({
  type: 'RecordCheckIn',
  summary:
    'Record the value that a key result has reached, by default today; after grading it leaves the grade as it is, after closing it is refused.',
  stream: keyResultStream,
  input,
  target: 'keyResultId',
  routes: [
    {
      method: 'post',
      path: '/key-results/:keyResultId/check-ins',
      creates: '/key-results/:keyResultId/check-ins/:checkInId',
    },
    { method: 'put', path: '/key-results/:keyResultId/progress' },
  ],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, input, { facts, now, commandId, ...context }) {
    requireReporter(context, state, facts);
    const { keyResultId, checkInId = commandId, externalRef, value, confidence, comment } = input;
    const known = state.checkIns.find(
      (checkIn) =>
        checkIn.checkInId === checkInId || (externalRef !== undefined && checkIn.externalRef === externalRef),
    );
    if (known && repeats(input, known)) return [];
    if (known) throw new DomainError('CONFLICT', 'there is another check-in with this id or externalRef');

    requireInProgress(state, facts);
    const effectiveOn = input.effectiveOn ?? today(now, facts.organization);
    requireEffectiveDate(effectiveOn, now, facts);
    requireCheck(checkValue(state.measure, value), 'value');
    const data = {
      keyResultId,
      objectiveId: state.objectiveId,
      checkInId,
      effectiveOn,
      value,
      confidence,
      comment,
      source: input.source ?? (context.actor.type === 'user' ? 'manual' : 'api'),
      externalRef,
      authorId: context.actor.id,
    };
    return withCompletion({ type: 'CheckInRecorded', data }, afterRecorded(state, data));
  },
});
