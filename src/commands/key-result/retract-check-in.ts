import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { reason } from '../text-fields.ts';
import { findCheckIn } from './find-check-in.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import { requireInProgress, requireReporter } from './key-result-rules.ts';
import { afterRetracted } from './key-result-state.ts';
import { withCompletion } from './with-completion.ts';

export const retractCheckIn = defineCommand({
  type: 'RetractCheckIn',
  summary: 'Withdraw a check-in: it stays in the history and counts no more.',
  stream: keyResultStream,
  input: z.strictObject({ keyResultId: id, checkInId: id, reason }),
  target: 'keyResultId',
  routes: [{ method: 'delete', path: '/key-results/:keyResultId/check-ins/:checkInId' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, checkInId, reason }, { facts, ...context }) {
    requireReporter(context, state, facts);
    requireInProgress(state, facts);
    const { retracted, authorId } = findCheckIn(state, checkInId);
    if (retracted) return [];
    const data = { keyResultId, objectiveId: state.objectiveId, checkInId, reason, authorId };
    return withCompletion({ type: 'CheckInRetracted', data }, afterRetracted(state, data));
  },
});
