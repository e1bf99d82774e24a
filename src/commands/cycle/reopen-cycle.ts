import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { reason } from '../text-fields.ts';
import { cycleStream } from './cycle.stream.ts';
import { requirePhase } from './cycle-rules.ts';

export const reopenCycle = defineCommand({
  type: 'ReopenCycle',
  summary: 'Take a closed cycle back to grading.',
  stream: cycleStream,
  input: z.strictObject({ cycleId: id, reason }),
  target: 'cycleId',
  routes: [{ method: 'post', path: '/cycles/:cycleId/reopen' }],
  roles: ['owner', 'admin'],
  decide(state, { cycleId, reason }) {
    requirePhase(state, 'closed', 'grading');
    return [{ type: 'CycleReopened', data: { cycleId, reason } }];
  },
});
