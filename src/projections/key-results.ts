import type { RecordedEvent } from '../core/define-events.ts';
import { defineProjection, type Operations } from '../core/define-projection.ts';
import { keyResultEvents } from '../events/key-result.events.ts';
import { addCheckIn, correctCheckIn, firstRowOf, retractCheckIn } from './key-results/check-ins.ts';
import { measureColumns } from './key-results/measure-columns.ts';
import { addTarget, remeasure } from './key-results/remeasure.ts';
import { columnsAfter, completionColumns, currentColumns, summarize } from './key-results/summaries.ts';
import { type KeyResultRow, type ProgressRow, tables } from './key-results/tables.ts';
import { once } from './once.ts';

type Tables = Operations<typeof tables>;
type KeyResultEvent = RecordedEvent<string, { keyResultId: string; objectiveId: string }>;

const noCompletion = { completed_on: null, completed_by: null };

/** Changes the key result, and sums up its objective. */
function change(
  event: KeyResultEvent,
  tables: Tables,
  columns: (row: KeyResultRow) => Partial<KeyResultRow>,
): void {
  const { keyResultId, objectiveId } = event.data;
  tables.keyResults.update(keyResultId, (row) => once(row, event, columns(row)), objectiveId);
  sumUp(event, tables);
}

/** The same, once what is known of earlier check-ins has changed. */
function recount(
  event: KeyResultEvent,
  tables: Tables,
  columns: (row: KeyResultRow, history: readonly ProgressRow[]) => Partial<KeyResultRow>,
): void {
  const { keyResultId, objectiveId } = event.data;
  tables.keyResults.upsertWith(
    keyResultId,
    tables.progress.group(keyResultId),
    (row, history) => {
      if (!row) throw new Error('the key result is not there');
      return once(row, event, { ...currentColumns(history), ...columns(row, history) });
    },
    objectiveId,
  );
  sumUp(event, tables);
}

function sumUp({ data, meta }: KeyResultEvent, { keyResults, objectiveProgress }: Tables): void {
  const objective = { objective_id: data.objectiveId, organization_id: meta.organizationId };
  objectiveProgress.upsertWith(data.objectiveId, keyResults.group(data.objectiveId), (_, all) =>
    summarize(objective, all),
  );
}

/**
 * Key results with all that was ever known of their check-ins and targets, and the progress of objectives.
 */
export const keyResults = defineProjection({
  name: 'key-results',
  version: 2,
  events: [keyResultEvents],
  tables,
  on: {
    KeyResultDefined: (event, tables) => {
      const { data, meta, revision, recordedAt } = event;
      addTarget(event, tables, data.measure, { cause: 'defined', reason: null, effective_on: null });
      tables.keyResults.upsert(
        data.keyResultId,
        (row) =>
          row ?? {
            id: data.keyResultId,
            organization_id: meta.organizationId,
            objective_id: data.objectiveId,
            cycle_id: data.cycleId,
            title: data.title,
            description: data.description ?? null,
            owner_id: data.ownerId,
            weight: data.weight,
            ...measureColumns(data.measure),
            ...currentColumns([]),
            ...noCompletion,
            is_removed: false,
            is_waived: false,
            waive_reason: null,
            is_graded: false,
            grade: null,
            computed_grade: null,
            grade_note: null,
            created_at: recordedAt,
            updated_at: recordedAt,
            revision,
          },
        data.objectiveId,
      );
      sumUp(event, tables);
    },
    KeyResultRevised: (event, tables) => {
      const { title, description, measure } = event.data;
      const text = (row: KeyResultRow) => ({
        title: title ?? row.title,
        description: description === undefined ? row.description : description,
      });
      if (!measure) return change(event, tables, text);
      remeasure(event, tables, measure, { cause: 'measure_revised', reason: null, effective_on: null });
      recount(event, tables, (row) => ({ ...text(row), ...measureColumns(measure) }));
    },
    KeyResultTargetRevised: (event, tables) => {
      const { to, reason = null, effectiveOn } = event.data;
      remeasure(event, tables, to, { cause: 'target_revised', reason, effective_on: effectiveOn });
      recount(event, tables, () => ({ ...measureColumns(to), ...noCompletion }));
    },
    KeyResultBaselineCorrected: (event, tables) => {
      const { to, reason = null } = event.data;
      remeasure(event, tables, to, { cause: 'baseline_corrected', reason, effective_on: null });
      recount(event, tables, () => measureColumns(to));
    },
    KeyResultReweighted: (event, tables) => change(event, tables, () => ({ weight: event.data.weight })),
    KeyResultOwnerChanged: (event, tables) => change(event, tables, () => ({ owner_id: event.data.ownerId })),
    KeyResultRemoved: (event, tables) => change(event, tables, () => ({ is_removed: true })),
    CheckInRecorded: (event, tables) => {
      const firstRow = firstRowOf(event);
      addCheckIn(event, tables, firstRow);
      change(event, tables, (keyResult) => columnsAfter(keyResult, firstRow(keyResult)));
    },
    CheckInCorrected: (event, tables) => {
      correctCheckIn(event, tables);
      recount(event, tables, (row, history) => completionColumns(row, event.data.checkInId, history));
    },
    CheckInRetracted: (event, tables) => {
      retractCheckIn(event, tables);
      recount(event, tables, (row, history) => completionColumns(row, event.data.checkInId, history));
    },
    KeyResultCompleted: (event, tables) =>
      change(event, tables, () => ({
        completed_on: event.data.completedOn,
        completed_by: event.data.checkInId,
      })),
    KeyResultGraded: (event, tables) => {
      const { score, computedScore, note } = event.data;
      change(event, tables, () => ({
        is_graded: true,
        grade: score,
        computed_grade: computedScore,
        grade_note: note ?? null,
      }));
    },
    KeyResultWaived: (event, tables) =>
      change(event, tables, () => ({ is_waived: true, waive_reason: event.data.reason })),
  },
});
