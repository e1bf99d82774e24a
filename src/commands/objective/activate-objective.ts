import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { today } from '../facts.ts';
import { objectiveStream } from './objective.stream.ts';
import { objectiveFacts } from './objective-facts.ts';
import { requireObjectiveOwner } from './require-objective-owner.ts';
import { requireOpen } from './require-open.ts';

export const activateObjective = defineCommand({
  type: 'ActivateObjective',
  summary: 'Start work on a draft: from now on its key results take check-ins.',
  stream: objectiveStream,
  input: z.strictObject({ objectiveId: id }),
  target: 'objectiveId',
  routes: [{ method: 'post', path: '/objectives/:objectiveId/activate' }],
  roles: contributingRoles,
  prepare: objectiveFacts,
  decide(state, { objectiveId }, { facts: { organization, cycle }, now, ...context }) {
    requireObjectiveOwner(context, state);
    requireOpen(state);
    if (state.phase === 'active') return [];
    rule(cycle.phase !== 'closed', 'the cycle is closed: reopen it first');
    return [{ type: 'ObjectiveActivated', data: { objectiveId, activatedOn: today(now, organization) } }];
  },
});
