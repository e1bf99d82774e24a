import { isAfter, startOfLog } from '../core/log-position.ts';
import type { Clock } from '../core/ports.ts';
import type { Freshness, ReadPosition } from '../runtime/queries/ports.ts';
import { listenForProgress } from './read-models/listen-progress.ts';
import { positionWaiters } from './read-models/position-waiters.ts';
import { systemClock } from './system-clock.ts';

interface FreshnessOptions {
  /** The server that the projectors write to: a replica passes no notices on. */
  readonly url: string;
  readonly clock?: Pick<Clock, 'elapsed'>;
  /** Most requests that may wait at once. Default 1,000. */
  readonly maxWaiters?: number;
  /** Told of each lost connection; the next one is made by itself. */
  readonly onError?: (error: Error) => void;
}

/**
 * Projectors tell their progress each second; after this long without a word, the lag grows with the silence.
 */
const graceMs = 2_000;

/**
 * Tells how far the read models are, by what the projectors say over PostgreSQL. Resolves after the first try
 * to connect, and listens until `close`.
 */
export async function createFreshness(
  options: FreshnessOptions,
): Promise<Freshness & { close(): Promise<void> }> {
  const { url, clock = systemClock, maxWaiters = 1_000, onError = () => {} } = options;
  const waiters = positionWaiters(maxWaiters);
  const stopping = new AbortController();
  let known = { epoch: -1n, position: startOfLog, lagMs: 0 };
  let heardAt = clock.elapsed();
  let heard = false;

  /**
   * A later epoch always counts, also where it stands earlier in the log: read models that are built anew.
   */
  const take = (told: ReadPosition & { readonly epoch: string }): boolean => {
    const epoch = BigInt(told.epoch);
    if (epoch < known.epoch) return false;
    if (epoch === known.epoch && isAfter(known.position, told.position)) return false;
    known = { epoch, position: told.position, lagMs: known.lagMs };
    waiters.reached(told.position);
    return true;
  };
  const hear = (lagMs: number) => {
    known.lagMs = lagMs;
    heardAt = clock.elapsed();
  };

  let listening = Promise.resolve();
  await new Promise<void>((tried) => {
    listening = listenForProgress(url, stopping.signal, {
      onNotice(notice) {
        if (!take(notice)) return;
        hear(notice.lagMs);
        heard = true;
      },
      onCheckpoint(checkpoint) {
        // It says where the projectors are, not that they are alive.
        if (checkpoint && take(checkpoint) && !heard) hear(checkpoint.lagMs);
        tried();
      },
      onLost(error) {
        onError(error);
        tried();
      },
    });
  });

  return {
    current() {
      const silence = clock.elapsed() - heardAt;
      return {
        position: known.position,
        lagMs: Math.round(known.lagMs + (silence > graceMs ? silence : 0)),
      };
    },
    async waitFor(position, timeoutMs) {
      if (!isAfter(position, known.position)) return true;
      return waiters.wait(position, timeoutMs);
    },
    async close() {
      stopping.abort();
      waiters.stop();
      await listening;
    },
  };
}
