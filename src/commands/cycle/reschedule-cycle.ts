import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { date, id } from '../../domain/values.ts';
import { cycleStream } from './cycle.stream.ts';
import { requireStartBeforeEnd } from './cycle-rules.ts';

export const rescheduleCycle = defineCommand({
  type: 'RescheduleCycle',
  summary: 'Change the first or the last day of a cycle that is not closed.',
  stream: cycleStream,
  input: z.strictObject({ cycleId: id, startsOn: date.optional(), endsOn: date.optional() }),
  target: 'cycleId',
  routes: [{ method: 'patch', path: '/cycles/:cycleId' }],
  roles: ['owner', 'admin'],
  decide(state, { cycleId, startsOn = state.startsOn, endsOn = state.endsOn }) {
    if (startsOn === state.startsOn && endsOn === state.endsOn) return [];
    rule(state.phase !== 'closed', 'the cycle is closed: reopen it first');
    requireStartBeforeEnd(startsOn, endsOn);
    return [{ type: 'CycleRescheduled', data: { cycleId, startsOn, endsOn } }];
  },
});
