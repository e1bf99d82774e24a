import type { RecordedEvent } from '../core/define-events.ts';

/** A row that stands for a whole stream. */
interface StreamRow {
  readonly revision: number;
  readonly updated_at: string;
}

/**
 * The row of a stream after one more of its events; as it is where it has that event already. Every event of
 * the stream goes through it, so that `revision` is that of the stream and can serve as its ETag.
 */
export function once<Row extends StreamRow>(
  row: Row,
  { revision, recordedAt }: RecordedEvent,
  change: Partial<NoInfer<Row>>,
): Row {
  if (row.revision >= revision) return row;
  return { ...row, ...change, revision, updated_at: recordedAt };
}
