import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { clampedProgress, rawProgress, scoreSuggestion } from '../../domain/formulas.ts';
import { id, scoreInput } from '../../domain/values.ts';
import { contributingRoles } from '../access.ts';
import { sameContent } from '../same-content.ts';
import { comment } from '../text-fields.ts';
import { keyResultStream } from './key-result.stream.ts';
import { keyResultFacts } from './key-result-facts.ts';
import { requireInProgress, requireReporter } from './key-result-rules.ts';

export const gradeKeyResult = defineCommand({
  type: 'GradeKeyResult',
  summary: 'Grade a key result; only grading it again changes the grade, late check-ins do not.',
  stream: keyResultStream,
  input: z.strictObject({ keyResultId: id, score: scoreInput, note: comment.optional() }),
  target: 'keyResultId',
  routes: [{ method: 'put', path: '/key-results/:keyResultId/grade' }],
  roles: contributingRoles,
  prepare: keyResultFacts,
  decide(state, { keyResultId, score, note }, { facts, ...context }) {
    requireReporter(context, state, facts);
    requireInProgress(state, facts);
    if (sameContent({ score, note }, state.grade)) return [];
    const { objectiveId, measure, current } = state;
    const progress = clampedProgress(rawProgress(measure, current?.content.value ?? null));
    const computedScore = scoreSuggestion(progress) ?? '0.0';
    return [{ type: 'KeyResultGraded', data: { keyResultId, objectiveId, score, computedScore, note } }];
  },
});
