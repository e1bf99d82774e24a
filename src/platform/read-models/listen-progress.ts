import { backoffMs } from '../../runtime/backoff.ts';
import { pause } from '../../runtime/pause.ts';
import { createClient } from '../postgres.ts';
import { waitAtMost } from '../wait-at-most.ts';
import { type ProgressNotice, progressNotice } from './progress-notice.ts';
import { type ReadCheckpoint, readCheckpoints } from './read-checkpoints.ts';
import { trustedNotices } from './trusted-notices.ts';

interface Listener {
  onNotice(notice: ProgressNotice): void;
  /** The checkpoints are about to be read: whatever was heard until now is in them. */
  onReading(): void;
  /**
   * What the checkpoints say; read every few seconds, and `first` on every new connection: whatever was told
   * on the one before may be gone, where the server has crashed.
   */
  onCheckpoints(checkpoints: readonly ReadCheckpoint[], first: boolean): void;
  onLost(error: Error): void;
}

const checkMs = 5_000;
const firstBackoffMs = 100;
const longestBackoffMs = 5_000;
const goodbyeMs = 1_000;

/**
 * Listens for the progress of the projections, on one connection that is made again when lost, until `signal`
 * aborts. Whatever was missed meanwhile is in the checkpoints.
 */
export async function listenForProgress(
  url: string,
  projections: readonly string[],
  signal: AbortSignal,
  listener: Listener,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const connection = new AbortController();
    const lost = () => connection.abort();
    const client = createClient(url, {
      applicationName: 'freshness',
      statementTimeoutMs: checkMs,
      // Who sent a notice is asked while the checkpoints may be being read.
      pipeline: true,
      onConnectionError: lost,
    });
    client.once('end', lost);
    const notices = trustedNotices(client, (payload) => {
      const notice = parse(payload);
      if (notice) listener.onNotice(notice);
    });
    client.on('notification', ({ processId, payload = '' }) => notices.take(processId, payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${progressNotice.channel}`);
      const over = AbortSignal.any([signal, connection.signal]);
      for (let first = true; !over.aborted; first = false) {
        await notices.check();
        listener.onReading();
        listener.onCheckpoints(await readCheckpoints(client, projections), first);
        failures = 0;
        await pause(checkMs, over);
      }
      if (!signal.aborted) throw new Error('the connection was closed');
    } catch (error) {
      if (!signal.aborted) listener.onLost(error instanceof Error ? error : new Error('unknown'));
    } finally {
      // A server that has gone silent does not answer the goodbye.
      await waitAtMost(goodbyeMs, client.end()).catch(() => {});
    }
    failures += 1;
    await pause(backoffMs(failures, firstBackoffMs, longestBackoffMs), signal);
  }
}

/** Null for what no projector of this version writes. */
function parse(payload: string): ProgressNotice | null {
  try {
    return progressNotice.read(payload);
  } catch {
    return null;
  }
}
