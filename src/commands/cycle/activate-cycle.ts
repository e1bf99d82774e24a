import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { cycleStream } from './cycle.stream.ts';
import { requirePhase } from './cycle-rules.ts';

export const activateCycle = defineCommand({
  type: 'ActivateCycle',
  summary: 'Start the work of a cycle.',
  stream: cycleStream,
  input: z.strictObject({ cycleId: id }),
  target: 'cycleId',
  routes: [{ method: 'post', path: '/cycles/:cycleId/activate' }],
  roles: ['owner', 'admin'],
  decide(state, { cycleId }) {
    if (state.phase === 'active') return [];
    requirePhase(state, 'defined', 'active');
    return [{ type: 'CycleActivated', data: { cycleId } }];
  },
});
