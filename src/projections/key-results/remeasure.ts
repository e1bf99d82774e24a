import type { RecordedEvent } from '../../core/define-events.ts';
import type { Operations } from '../../core/define-projection.ts';
import type { KeyResultMeasure } from '../../domain/key-result-types.ts';
import { standsBefore, supersede } from './check-ins.ts';
import { targetColumns, valueColumns } from './measure-columns.ts';
import type { tables as definitions, MeasureCause, TargetRow } from './tables.ts';

type Subject = { keyResultId: string; objectiveId: string };

/** Adds what the key result is measured against from the event on, which is not in its row yet. */
export function addTarget(
  { data, meta, revision, recordedAt }: RecordedEvent<string, Subject>,
  { keyResults, targets }: Operations<typeof definitions>,
  measure: KeyResultMeasure,
  why: Pick<TargetRow, 'cause' | 'reason' | 'effective_on'>,
): void {
  const { keyResultId, objectiveId } = data;
  targets.insertWith(keyResults.group(objectiveId), (siblings) => {
    const keyResult = siblings.find(({ id }) => id === keyResultId);
    if (keyResult && keyResult.revision >= revision) return null;
    return {
      key_result_id: keyResultId,
      recorded_revision: revision,
      organization_id: meta.organizationId,
      objective_id: objectiveId,
      recorded_at: recordedAt,
      superseded_at: null,
      ...targetColumns(measure),
      ...why,
    };
  });
}

/**
 * The measure is another one: every standing check-in is measured anew, and what it was before stays known.
 */
export function remeasure(
  event: RecordedEvent<string, Subject>,
  tables: Operations<typeof definitions>,
  measure: KeyResultMeasure,
  why: { cause: MeasureCause; reason: string | null; effective_on: string | null },
): void {
  const { keyResultId, objectiveId } = event.data;
  tables.targets.updateGroup(keyResultId, (row) =>
    standsBefore(row, event) ? { ...row, superseded_at: event.recordedAt } : row,
  );
  addTarget(event, tables, measure, why);
  tables.progress.replaceGroupWith(keyResultId, tables.keyResults.group(objectiveId), (rows) =>
    rows.flatMap((row) =>
      standsBefore(row, event) ? supersede(row, event, why.cause, valueColumns(measure, row.value)) : [row],
    ),
  );
}
