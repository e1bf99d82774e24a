import { z } from 'zod';
import type { QueryContext, ReadModels, ReadRow } from '../../core/define-query.ts';
import {
  confidence,
  date,
  id,
  type ObjectivePhase,
  type ObjectiveVisibility,
  type Outcome,
  objectivePhase,
  objectiveVisibility,
  outcome,
  ratio,
  score,
  timestamp,
} from '../../domain/values.ts';
import { scoreColumn } from '../score-column.ts';
import { selectWithStatus, statusFields, statusOfRow } from '../status-of-row.ts';
import { visibleObjectives } from '../visible-objectives.ts';

const count = z.int().min(0);

/** An objective with its progress, as clients get it. */
export const objectiveItem = z.strictObject({
  id,
  cycleId: id,
  title: z.string(),
  description: z.string(),
  ownerIds: z.array(id),
  teamId: id.nullable(),
  visibility: objectiveVisibility,
  tags: z.array(z.string()),
  phase: objectivePhase,
  isArchived: z.boolean(),
  activatedOn: date.nullable(),
  closedOn: date.nullable(),
  outcome: outcome.nullable(),
  computedScore: score.nullable().describe('What its progress suggested when it was closed.'),
  finalScore: score.nullable(),
  narrative: z.string().nullable(),
  progress: ratio.nullable().describe('0 to 1; null without a key result that counts.'),
  ...statusFields,
  keyResultCount: count.describe('Key results neither removed nor waived; so are those counted below.'),
  checkedInCount: count,
  completedCount: count,
  gradedCount: count,
  lowestConfidence: confidence.nullable(),
  lastEffectiveOn: date.nullable().describe('Latest day that a check-in speaks of.'),
  lastCheckInAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  revision: z.int(),
});

const row = z.object({
  id: z.string(),
  cycleId: z.string(),
  title: z.string(),
  description: z.string(),
  ownerIds: z.array(z.string()),
  teamId: z.string().nullable(),
  visibility: z.custom<ObjectiveVisibility>(),
  tags: z.array(z.string()),
  phase: z.custom<ObjectivePhase>(),
  isArchived: z.boolean(),
  activatedOn: z.string().nullable(),
  closedOn: z.string().nullable(),
  outcome: z.custom<Outcome>().nullable(),
  computedScore: scoreColumn,
  finalScore: scoreColumn,
  narrative: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: z.number(),
  progress: z.string().nullable(),
  keyResultCount: z.number().nullable(),
  checkedInCount: z.number().nullable(),
  completedCount: z.number().nullable(),
  gradedCount: z.number().nullable(),
  lowestConfidence: z.number().nullable(),
  lastEffectiveOn: z.string().nullable(),
  lastCheckInAt: z.string().nullable(),
});

const columns: Record<keyof z.output<typeof row>, string> = {
  id: 'objectives.id',
  cycleId: 'objectives.cycle_id',
  title: 'objectives.title',
  description: 'objectives.description',
  ownerIds: 'objectives.owner_ids',
  teamId: 'objectives.team_id',
  visibility: 'objectives.visibility',
  tags: 'objectives.tags',
  phase: 'objectives.phase',
  isArchived: 'objectives.is_archived',
  activatedOn: 'objectives.activated_on',
  closedOn: 'objectives.closed_on',
  outcome: 'objectives.outcome',
  computedScore: 'objectives.computed_score',
  finalScore: 'objectives.final_score',
  narrative: 'objectives.narrative',
  createdAt: 'objectives.created_at',
  updatedAt: 'objectives.updated_at',
  revision: 'objectives.revision',
  progress: 'sums.progress',
  keyResultCount: 'sums.key_result_count',
  checkedInCount: 'sums.checked_in_count',
  completedCount: 'sums.completed_count',
  gradedCount: 'sums.graded_count',
  lowestConfidence: 'sums.lowest_confidence',
  lastEffectiveOn: 'sums.last_effective_on',
  lastCheckInAt: 'sums.last_check_in_at',
};

/** Rows for {@link toObjective}: the objectives that may be seen, with what their status needs. */
export function objectiveRows(read: ReadModels, context: QueryContext) {
  const sums = read.table('objective_progress').as('sums');
  const rows = visibleObjectives(read, context).leftJoin(sums, 'sums.objective_id', 'objectives.id');
  return selectWithStatus(rows, read, columns);
}

export function toObjective(from: ReadRow, context: QueryContext): z.output<typeof objectiveItem> {
  const objective = row.parse(from);
  const { progress, lastEffectiveOn: lastCheckInOn } = objective;
  return {
    ...objective,
    keyResultCount: objective.keyResultCount ?? 0,
    checkedInCount: objective.checkedInCount ?? 0,
    completedCount: objective.completedCount ?? 0,
    gradedCount: objective.gradedCount ?? 0,
    ...statusOfRow(from, { progress, lastCheckInOn }, context),
  };
}
