import type { Client } from 'pg';
import type { Table } from '../../core/table.ts';
import type { Track } from '../../runtime/projections/ownership.ts';
import type { ParkedStream, ReadModelWriter } from '../../runtime/projections/ports.ts';
import { streamOfText } from '../stream-text.ts';
import { lockError, taskError } from './as-owner.ts';
import { commitBatch } from './commit-batch.ts';
import { deadLetterRange } from './dead-letter-range.ts';
import { loadRows } from './load-rows.ts';
import { progressNotice } from './progress-notice.ts';
import { lastEventOf, positionOf } from './read-situation.ts';
import { requestedRetries } from './requested-retries.ts';
import { schemaOf } from './schemas.ts';
import { type TableSql, tableSql } from './table-sql.ts';

interface Connections {
  /** For commits. */
  readonly work: Client;
  /** For loads, so that they need not wait for a commit. */
  readonly reads: Client;
  /** For signs of life. */
  readonly lock: Client;
  /** Aborts when the owner may have lost its right. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

interface CheckpointRow {
  commit_position: string | null;
  prepare_position: string | null;
  ordinal: string;
  last_event_recorded_at: Date | null;
  last_event_id: string | null;
  last_event_commit: string | null;
  last_event_prepare: string | null;
}

/** Opens the tables of a track for writing, where it stands. Throws Error where it stands nowhere. */
export async function openTrack(
  { work, reads, lock, lost, release }: Connections,
  { projections, generation }: Track,
  epoch: string,
): Promise<ReadModelWriter> {
  const fence = { epoch, generation, projections: projections.map(({ name }) => name) };
  const of = [fence.projections, generation];
  const { rows } = await reads.query<CheckpointRow>(
    `SELECT DISTINCT ON (commit_position, prepare_position) commit_position, prepare_position, ordinal,
        last_event_recorded_at, last_event_id, last_event_commit, last_event_prepare
      FROM ops.checkpoints WHERE projection = ANY($1) AND generation = $2
      ORDER BY commit_position, prepare_position, ordinal DESC, last_event_commit DESC NULLS LAST`,
    of,
  );
  const { rows: parked } = await reads.query<ParkedStream>(
    'SELECT DISTINCT projection, stream FROM ops.dead_letters WHERE projection = ANY($1) AND generation = $2',
    of,
  );
  const [at] = rows;
  if (!at || rows.length > 1) throw new Error('the projections of a track are not at one position');

  const statements = new Map<Table, TableSql>();
  const sqlOf = (table: Table): TableSql => {
    const sql = statements.get(table) ?? tableSql(table, schemaOf(generation));
    statements.set(table, sql);
    return sql;
  };
  return {
    checkpoint: positionOf(at),
    ordinal: Number(at.ordinal),
    lastRecordedAt: at.last_event_recorded_at?.toISOString() ?? null,
    last: lastEventOf(at),
    parked: parked.map(({ projection, stream }) => ({ projection, stream: streamOfText(stream) })),
    lost,
    async load(wanted) {
      try {
        return await loadRows(reads, sqlOf, wanted);
      } catch (error) {
        throw lockError(error);
      }
    },
    async commit(batch, after) {
      try {
        await commitBatch(work, sqlOf, fence, batch, after);
      } catch (error) {
        throw generation === 'next' ? taskError(error) : lockError(error);
      }
    },
    async announce(progress) {
      // Nobody reads tables that are being built.
      if (generation !== 'live') return [];
      await lock.query({
        name: 'announce',
        text: 'SELECT pg_notify($1, $2)',
        values: [progressNotice.channel, progressNotice.write({ ...progress, ...fence })],
      });
      return requestedRetries(lock, fence.projections);
    },
    deadLetterRange: (stream) => deadLetterRange(reads, generation, stream),
    release,
  };
}
