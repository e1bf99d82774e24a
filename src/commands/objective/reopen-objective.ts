import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { managingRoles } from '../access.ts';
import { reason } from '../text-fields.ts';
import { objectiveStream } from './objective.stream.ts';
import { objectiveFacts } from './objective-facts.ts';
import { requireObjectiveOwner } from './require-objective-owner.ts';

export const reopenObjective = defineCommand({
  type: 'ReopenObjective',
  summary: 'Make a closed objective active again; its grades stay until they are given anew.',
  stream: objectiveStream,
  input: z.strictObject({ objectiveId: id, reason }),
  target: 'objectiveId',
  routes: [{ method: 'post', path: '/objectives/:objectiveId/reopen' }],
  roles: managingRoles,
  prepare: objectiveFacts,
  decide(state, { objectiveId, reason }, { facts: { cycle }, ...context }) {
    requireObjectiveOwner(context, state);
    const { phase, archived } = state;
    rule(!archived, 'the objective is archived: restore it first');
    if (phase === 'active') return [];
    rule(phase === 'closed', 'the objective is not closed: there is nothing to reopen');
    rule(cycle.phase !== 'closed', 'the cycle is closed: reopen it first');
    return [{ type: 'ObjectiveReopened', data: { objectiveId, reason } }];
  },
});
