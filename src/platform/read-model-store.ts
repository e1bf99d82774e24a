import type { Client } from 'pg';
import type { ProjectionDefinition } from '../core/define-projection.ts';
import type { Table } from '../core/table.ts';
import type {
  ParkedStream,
  ReadModelStore,
  ReadModelWriter,
  RequestedRetry,
} from '../runtime/projections/ports.ts';
import { createClient } from './postgres.ts';
import { commitBatch } from './read-models/commit-batch.ts';
import { loadRows } from './read-models/load-rows.ts';
import { type ProgressNotice, progressNotice } from './read-models/progress-notice.ts';
import { type TableSql, tableSql } from './read-models/table-sql.ts';
import { type TakenOver, takeOver } from './read-models/take-over.ts';

/** Any number, the same in every process: one writes the read models, the others stand by. */
const ownerLock = 7_301_520;

/**
 * What suits the only writer of data that can be built anew. A commit does not wait for the disk: after a
 * crash of the server, rows and checkpoint go back together. Loads go by an index, whatever the statistics of
 * a table that was empty a moment ago.
 */
const writerSettings = `SET synchronous_commit = off; SET plan_cache_mode = force_generic_plan;
  SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`;

/** So that a machine that vanished loses the lock within seconds. */
const keepAlive =
  'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3';

/** Read models in the `read` schema of a PostgreSQL database. */
export function createReadModelStore(url: string): ReadModelStore {
  return {
    async takeOver(projections) {
      const lost = new AbortController();
      const lose = () => lost.abort();
      const applicationName = 'projector';
      const lock = createClient(url, { applicationName, statementTimeoutMs: 5_000, onConnectionError: lose });
      const work = createClient(url, { applicationName, pipeline: true, onConnectionError: lose });
      const reads = createClient(url, { applicationName, pipeline: true, onConnectionError: lose });
      const clients = [reads, work, lock];
      for (const client of clients) client.once('end', lose);
      const release = async () => {
        await Promise.allSettled(clients.map((client) => client.end()));
      };
      try {
        await lock.connect();
        await lock.query(keepAlive);
        const { rows } = await lock.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
          ownerLock,
        ]);
        if (!rows[0]?.taken) {
          await release();
          return null;
        }
        for (const client of [work, reads]) {
          await client.connect();
          await client.query(`${keepAlive}; ${writerSettings}`);
        }
        const taken = await takeOver(work, projections);
        return writer({ work, reads, lock, projections, taken, lost: lost.signal, release });
      } catch (error) {
        await release();
        throw error;
      }
    },
  };
}

interface WriterParts {
  readonly work: Client;
  /** For loads, so that they need not wait for a commit. */
  readonly reads: Client;
  readonly lock: Client;
  readonly projections: readonly ProjectionDefinition[];
  readonly taken: TakenOver;
  readonly lost: AbortSignal;
  readonly release: () => Promise<void>;
}

function writer({ work, reads, lock, projections, taken, lost, release }: WriterParts): ReadModelWriter {
  const statements = new Map<Table, TableSql>();
  const sqlOf = (table: Table): TableSql => {
    const sql = statements.get(table) ?? tableSql(table);
    statements.set(table, sql);
    return sql;
  };
  const { epoch, ...found } = taken;
  const fence = { epoch, projections: projections.map(({ name }) => name) };
  return {
    ...found,
    lost,
    load: (wanted) => loadRows(reads, sqlOf, wanted),
    commit: (batch, after) => commitBatch(work, sqlOf, fence, batch, after),
    announce: (progress) => announce(lock, { ...progress, ...fence }),
    release,
  };
}

async function announce(client: Client, notice: ProgressNotice): Promise<RequestedRetry[]> {
  await client.query({
    name: 'announce',
    text: 'SELECT pg_notify($1, $2)',
    values: [progressNotice.channel, progressNotice.write(notice)],
  });
  const { rows } = await client.query<RequestedRetryRow>({
    name: 'retries',
    text: `SELECT projection, stream, min(revision) AS first, max(revision) AS last,
        max(revision) FILTER (WHERE discarded_at IS NOT NULL) AS discarded
      FROM ops.dead_letters
      WHERE generation = 'live' AND (projection, stream) IN
        (SELECT DISTINCT projection, stream FROM ops.dead_letters
          WHERE retry_requested_at IS NOT NULL AND generation = 'live' LIMIT 20)
      GROUP BY projection, stream`,
  });
  return rows.map(({ projection, stream, first, last, discarded }) => ({
    projection,
    stream,
    first: Number(first),
    last: Number(last),
    discarded: discarded === null ? null : Number(discarded),
  }));
}

interface RequestedRetryRow extends ParkedStream {
  readonly first: string;
  readonly last: string;
  readonly discarded: string | null;
}
