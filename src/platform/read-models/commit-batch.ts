import type { Client } from 'pg';
import type { Table } from '../../core/table.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { type BatchResult, type DeadLetter, LostOwnershipError } from '../../runtime/projections/ports.ts';
import { cleanText, sameStream, streamText } from '../stream-text.ts';
import { progressNotice } from './progress-notice.ts';
import { type Statement, sendAll } from './send-all.ts';
import type { TableSql } from './table-sql.ts';
import { writeTable } from './write-table.ts';

interface Fence {
  readonly epoch: string;
  readonly generation: Generation;
  readonly projections: readonly string[];
}

/**
 * Writes a batch in one transaction, unless another process has raised the epoch. Builds the statements
 * before it waits for `after`. Throws as `ReadModelWriter.commit`.
 */
export async function commitBatch(
  client: Client,
  sqlOf: (table: Table) => TableSql,
  fence: Fence,
  batch: BatchResult,
  after: Promise<void> = Promise.resolve(),
): Promise<void> {
  const statements = [
    begin,
    moveCheckpoint(fence, batch),
    ...batch.changes.flatMap((changes) => writeTable(sqlOf(changes.table), changes)),
    ...(batch.retried ? forget(fence, batch.retried, batch.deadLetters) : []),
    ...(batch.deadLetters.length > 0 ? [setAside(fence, batch.deadLetters)] : []),
    ...(fence.generation === 'live' ? [notify(fence, batch)] : []),
  ];
  await after;
  try {
    const [, checkpoint] = await sendAll(client, statements);
    if (checkpoint?.rowCount !== fence.projections.length) throw new LostOwnershipError();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

const begin: Statement = { name: 'begin', text: 'BEGIN', values: [] };

function moveCheckpoint(fence: Fence, { progress, last }: BatchResult): Statement {
  return {
    name: 'checkpoint',
    text: `UPDATE ops.checkpoints
      SET commit_position = $1, prepare_position = $2, ordinal = $3, updated_at = now(),
        last_event_recorded_at = coalesce($4, last_event_recorded_at), last_event_id = coalesce($5, last_event_id),
        last_event_commit = coalesce($6, last_event_commit), last_event_prepare = coalesce($7, last_event_prepare)
      WHERE projection = ANY($8) AND generation = $9 AND epoch = $10`,
    values: [
      String(progress.position.commit),
      String(progress.position.prepare),
      progress.ordinal,
      last?.recordedAt,
      last?.id,
      last && String(last.position.commit),
      last && String(last.position.prepare),
      fence.projections,
      fence.generation,
      fence.epoch,
    ],
  };
}

/**
 * The request for the retry moves to the first dead letter that is left. It ends where one is poison still, unless
 * somebody has discarded that meanwhile: what is set aside again keeps its row, so that no request is lost.
 */
function forget(
  { generation }: Fence,
  { projection, stream, from, through }: NonNullable<BatchResult['retried']>,
  again: readonly DeadLetter[],
): Statement[] {
  const of = `projection = $1 AND generation = $2 AND ${sameStream('$3')}`;
  const values = [projection, generation, streamText(stream)];
  const move: Statement = {
    name: 'forget',
    text: `WITH gone AS
        (DELETE FROM ops.dead_letters WHERE ${of} AND revision BETWEEN $4 AND $5
          AND revision <> ALL($6::bigint[]) RETURNING retry_requested_at)
      UPDATE ops.dead_letters
      SET retry_requested_at = coalesce(retry_requested_at, (SELECT max(retry_requested_at) FROM gone))
      WHERE ${of} AND revision = (SELECT min(revision) FROM ops.dead_letters WHERE ${of} AND revision > $5)`,
    values: [...values, from, through, again.map(({ event }) => event.revision)],
  };
  const end: Statement = {
    name: 'end retry',
    text: `UPDATE ops.dead_letters SET retry_requested_at = NULL
      WHERE ${of} AND retry_requested_at IS NOT NULL AND discarded_at IS NULL`,
    values,
  };
  return again.length > 0 ? [move, end] : [move];
}

/** A dead letter may be there already: one that was tried again, or one of before the log was restored. */
function setAside({ generation }: Fence, deadLetters: readonly DeadLetter[]): Statement {
  const rows = deadLetters.map(({ projection, event, reason }) => ({
    projection,
    generation,
    stream: streamText(event.stream),
    revision: event.revision,
    event_id: event.id,
    event_type: cleanText(event.type),
    commit_position: String(event.position.commit),
    prepare_position: String(event.position.prepare),
    recorded_at: event.recordedAt,
    reason: cleanText(reason),
  }));
  const event = 'event_id, event_type, commit_position, prepare_position, recorded_at, reason';
  const columns = `projection, generation, stream, revision, ${event}`;
  return {
    name: 'set aside',
    text: `INSERT INTO ops.dead_letters (${columns})
      SELECT ${columns} FROM json_populate_recordset(NULL::ops.dead_letters, $1::json)
      ON CONFLICT (projection, generation, md5(stream), revision) DO UPDATE
        SET parked_at = now(), (${event}) = (SELECT ${event.replace(/\w+/g, 'excluded.$&')})`,
    values: [JSON.stringify(rows)],
  };
}

function notify(fence: Fence, { progress }: BatchResult): Statement {
  return {
    name: 'notify',
    text: 'SELECT pg_notify($1, $2)',
    values: [progressNotice.channel, progressNotice.write({ ...progress, ...fence })],
  };
}
