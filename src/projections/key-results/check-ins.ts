import type { RecordedOf } from '../../core/define-events.ts';
import type { Operations } from '../../core/define-projection.ts';
import type { keyResultEvents } from '../../events/key-result.events.ts';
import { valueColumns } from './measure-columns.ts';
import type { KeyResultRow, ProgressRow, tables } from './tables.ts';

type Tables = Operations<typeof tables>;
type KeyResultEvents = typeof keyResultEvents;

type CheckInRecorded = RecordedOf<KeyResultEvents, 'CheckInRecorded'>;

/** The first row of a check-in, given its key result; worked out once. */
export function firstRowOf({
  data,
  meta,
  revision,
  recordedAt,
}: CheckInRecorded): (keyResult: KeyResultRow) => ProgressRow {
  let row: ProgressRow | null = null;
  return ({ measure }) => {
    row ??= {
      check_in_id: data.checkInId,
      recorded_revision: revision,
      organization_id: meta.organizationId,
      objective_id: data.objectiveId,
      key_result_id: data.keyResultId,
      check_in_revision: revision,
      checked_in_at: recordedAt,
      recorded_at: recordedAt,
      superseded_at: null,
      superseded_cause: null,
      cause: 'recorded',
      source: data.source,
      external_ref: data.externalRef ?? null,
      ...contentColumns(data),
      ...valueColumns(measure, data.value),
    };
    return row;
  };
}

/** Adds a check-in that is not in the row of its key result yet. */
export function addCheckIn(
  { data, revision }: CheckInRecorded,
  { keyResults, progress }: Tables,
  firstRow: (keyResult: KeyResultRow) => ProgressRow,
): void {
  progress.insertWith(keyResults.group(data.objectiveId), (siblings) => {
    const keyResult = keyResultOf(data.keyResultId, siblings);
    return keyResult.revision < revision ? firstRow(keyResult) : null;
  });
}

/** Ends what was known about the check-in, and begins what is known from now on. */
export function correctCheckIn(
  event: RecordedOf<KeyResultEvents, 'CheckInCorrected'>,
  { keyResults, progress }: Tables,
): void {
  const { data } = event;
  const { keyResultId, objectiveId, checkInId } = data;
  progress.replaceGroupWith(keyResultId, keyResults.group(objectiveId), (rows, siblings) => {
    const { measure } = keyResultOf(keyResultId, siblings);
    return rows.flatMap((row) =>
      row.check_in_id === checkInId && standsBefore(row, event)
        ? supersede(row, event, 'corrected', {
            ...contentColumns(data),
            ...valueColumns(measure, data.value),
          })
        : [row],
    );
  });
}

/** Ends what was known about the check-in. */
export function retractCheckIn(
  event: RecordedOf<KeyResultEvents, 'CheckInRetracted'>,
  { progress }: Tables,
): void {
  const { keyResultId, checkInId } = event.data;
  progress.updateGroup(keyResultId, (row) =>
    row.check_in_id === checkInId && standsBefore(row, event)
      ? { ...row, superseded_at: event.recordedAt, superseded_cause: 'retracted' }
      : row,
  );
}

interface Moment {
  readonly revision: number;
  readonly recordedAt: string;
}

/** Whether the row said what was known just before the event; false for a row that the event itself made. */
export function standsBefore(
  row: Pick<ProgressRow, 'superseded_at' | 'recorded_revision'>,
  event: Moment,
): boolean {
  return row.superseded_at === null && row.recorded_revision < event.revision;
}

/** The row as it ends with the event, and the one that follows it. */
export function supersede(
  row: ProgressRow,
  { revision, recordedAt }: Moment,
  cause: Exclude<ProgressRow['cause'], 'recorded'>,
  change: Partial<ProgressRow>,
): [ProgressRow, ProgressRow] {
  return [
    { ...row, superseded_at: recordedAt, superseded_cause: cause },
    { ...row, ...change, recorded_revision: revision, recorded_at: recordedAt, cause },
  ];
}

/** The key result among those of its objective. Throws Error without it: the event is poison. */
function keyResultOf(id: string, siblings: readonly KeyResultRow[]): KeyResultRow {
  const found = siblings.find((keyResult) => keyResult.id === id);
  if (!found) throw new Error('the key result is not there');
  return found;
}

function contentColumns(data: RecordedOf<KeyResultEvents, 'CheckInRecorded' | 'CheckInCorrected'>['data']) {
  return {
    effective_on: data.effectiveOn,
    confidence: data.confidence ?? null,
    comment: data.comment ?? null,
    author_id: data.authorId,
  };
}
