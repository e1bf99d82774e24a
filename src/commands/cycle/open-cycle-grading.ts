import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { cycleStream } from './cycle.stream.ts';
import { requirePhase } from './cycle-rules.ts';

export const openCycleGrading = defineCommand({
  type: 'OpenCycleGrading',
  summary: 'End the work of a cycle and start its grading.',
  stream: cycleStream,
  input: z.strictObject({ cycleId: id }),
  target: 'cycleId',
  routes: [{ method: 'post', path: '/cycles/:cycleId/open-grading' }],
  roles: ['owner', 'admin'],
  decide(state, { cycleId }) {
    if (state.phase === 'grading') return [];
    requirePhase(state, 'active', 'grading');
    return [{ type: 'CycleGradingOpened', data: { cycleId } }];
  },
});
