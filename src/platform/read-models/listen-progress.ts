import type { Client } from 'pg';
import { startOfLog } from '../../core/log-position.ts';
import { backoffMs } from '../../runtime/backoff.ts';
import { pause } from '../../runtime/pause.ts';
import { createClient } from '../postgres.ts';
import { type ProgressNotice, progressNotice } from './progress-notice.ts';

interface Listener {
  onNotice(notice: ProgressNotice): void;
  /** What the checkpoint says, if there is one; read on every new connection, and every few seconds. */
  onCheckpoint(checkpoint: Omit<ProgressNotice, 'live'> | null): void;
  onLost(error: Error): void;
}

const checkMs = 5_000;
const firstBackoffMs = 100;
const longestBackoffMs = 5_000;

/**
 * Listens for the progress of the projections, on one connection that is made again when lost, until `signal`
 * aborts.
 */
export async function listenForProgress(url: string, signal: AbortSignal, listener: Listener): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const connection = new AbortController();
    const lost = () => connection.abort();
    const client = createClient(url, {
      applicationName: 'freshness',
      statementTimeoutMs: checkMs,
      onConnectionError: lost,
    });
    client.once('end', lost);
    client.on('notification', ({ payload }) => {
      const notice = parse(payload ?? '');
      if (notice) listener.onNotice(notice);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${progressNotice.channel}`);
      const over = AbortSignal.any([signal, connection.signal]);
      while (!over.aborted) {
        listener.onCheckpoint(await readCheckpoint(client));
        failures = 0;
        await pause(checkMs, over);
      }
      if (!signal.aborted) throw new Error('the connection was closed');
    } catch (error) {
      if (!signal.aborted) listener.onLost(error instanceof Error ? error : new Error('unknown'));
    } finally {
      await client.end().catch(() => {});
    }
    failures += 1;
    await pause(backoffMs(failures, firstBackoffMs, longestBackoffMs), signal);
  }
}

/** Anybody may send on the channel. */
function parse(payload: string): ProgressNotice | null {
  try {
    return progressNotice.read(payload);
  } catch {
    return null;
  }
}

async function readCheckpoint(client: Client): Promise<Omit<ProgressNotice, 'live'> | null> {
  const { rows } = await client.query<{
    epoch: string;
    commit_position: string | null;
    prepare_position: string | null;
    ordinal: string;
    projections: string[];
    age_ms: number;
  }>(
    `SELECT epoch, commit_position, prepare_position, ordinal, array_agg(projection) AS projections,
      extract(epoch FROM now() - min(coalesce(last_event_recorded_at, updated_at)))::float8 * 1000 AS age_ms
    FROM ops.checkpoints WHERE generation = 'live'
    GROUP BY epoch, commit_position, prepare_position, ordinal
    ORDER BY commit_position NULLS FIRST, prepare_position LIMIT 1`,
  );
  const [row] = rows;
  if (!row) return null;
  const { epoch, commit_position: commit, prepare_position: prepare, age_ms: age, projections } = row;
  const position =
    commit === null || prepare === null ? startOfLog : { commit: BigInt(commit), prepare: BigInt(prepare) };
  return { epoch, projections, position, ordinal: Number(row.ordinal), lagMs: Math.max(0, age) };
}
