import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { objectiveProgress, scoreSuggestion } from '../../domain/formulas.ts';
import { id, outcome, scoreInput } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { organizationOf, today } from '../facts.ts';
import { longText } from '../text-fields.ts';
import { objectiveStream } from './objective.stream.ts';
import { requireObjectiveOwner } from './require-objective-owner.ts';
import { requireOpen } from './require-open.ts';

/** What closing needs of a row of `key_results`. */
const keyResultRow = z.object({
  weight: z.string(),
  clamped_progress: z.string(),
  is_removed: z.boolean(),
  is_waived: z.boolean(),
  is_graded: z.boolean(),
});

export const closeObjective = defineCommand({
  type: 'CloseObjective',
  summary:
    'Close an objective with its outcome; the final score is the computed one, unless another is given.',
  stream: objectiveStream,
  input: z.strictObject({
    objectiveId: id,
    outcome,
    finalScore: scoreInput.optional(),
    narrative: longText.optional(),
  }),
  target: 'objectiveId',
  routes: [{ method: 'post', path: '/objectives/:objectiveId/close' }],
  roles: contributingRoles,
  async prepare({ objectiveId }, read, context) {
    const [organization, keyResults] = await Promise.all([
      organizationOf(read, context),
      read.rows({ table: 'key_results', where: { objective_id: objectiveId }, row: keyResultRow }),
    ]);
    return { organization, keyResults };
  },
  decide(state, input, { facts: { organization, keyResults }, now, ...context }) {
    requireObjectiveOwner(context, state);
    requireOpen(state);
    rule(state.phase === 'active', 'the objective was never activated: archive it instead');

    const { objectiveId, outcome, narrative } = input;
    const isDropped = outcome === 'dropped';
    const ungraded = keyResults.filter((row) => !row.is_graded && !row.is_waived && !row.is_removed);
    rule(
      isDropped || ungraded.length === 0,
      `grade or waive every key result first; left: ${ungraded.length}`,
    );
    const parts = keyResults.map((row) => ({
      weight: row.weight,
      progress: row.clamped_progress,
      removed: row.is_removed,
      waived: row.is_waived,
    }));
    const computedScore = scoreSuggestion(objectiveProgress(parts));
    const finalScore = input.finalScore ?? (isDropped ? null : computedScore);
    rule(
      isDropped || finalScore !== null,
      'finalScore is required, because nothing was measured',
      'finalScore',
    );
    const closedOn = today(now, organization);
    const data = { objectiveId, closedOn, outcome, computedScore, finalScore, narrative };
    return [{ type: 'ObjectiveClosed', data }];
  },
});
