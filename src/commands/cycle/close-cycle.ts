import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { cycleStream } from './cycle.stream.ts';
import { requirePhase } from './cycle-rules.ts';

const objectiveRow = z.object({ id: z.string(), phase: z.string(), is_archived: z.boolean() });

/** Open objectives that the refusal names at most. */
const namedObjectives = 50;

export const closeCycle = defineCommand({
  type: 'CloseCycle',
  summary: 'Close a cycle whose objectives are all closed or archived.',
  stream: cycleStream,
  input: z.strictObject({ cycleId: id }),
  target: 'cycleId',
  routes: [{ method: 'post', path: '/cycles/:cycleId/close' }],
  roles: ['owner', 'admin'],
  async prepare({ cycleId }, read) {
    const rows = await read.rows({ table: 'objectives', where: { cycle_id: cycleId }, row: objectiveRow });
    const open = rows.filter(({ phase, is_archived }) => phase !== 'closed' && !is_archived);
    return { openObjectiveIds: open.map((row) => row.id) };
  },
  decide(state, { cycleId }, { facts: { openObjectiveIds } }) {
    if (state.phase === 'closed') return [];
    requirePhase(state, 'grading', 'closed');
    if (openObjectiveIds.length > 0) {
      throw new DomainError(
        'RULE_VIOLATED',
        `close or archive every objective of the cycle first; left: ${openObjectiveIds.length}`,
        openObjectiveIds
          .slice(0, namedObjectives)
          .map((objectiveId) => ({ field: '', message: 'the objective is still open', objectiveId })),
      );
    }
    return [{ type: 'CycleClosed', data: { cycleId } }];
  },
});
