import { backoffMs } from '../backoff.ts';
import { pause } from '../pause.ts';
import { conduct } from './conduct.ts';
import type { FollowOptions } from './follow-log.ts';
import { type TrackOptions, unmeasured } from './follow-track.ts';
import type { ReadModelStore } from './ownership.ts';
import type { ProjectionLogger, ProjectionMetrics } from './ports.ts';

interface RunProjectionsOptions extends Pick<FollowOptions, 'projections' | 'log' | 'clock' | 'signal'> {
  readonly store: ReadModelStore;
  readonly logger?: ProjectionLogger;
  readonly metrics?: ProjectionMetrics;
  /** Events per transaction while much of the log is waiting, about. Default 2,000. */
  readonly batchSize?: number;
  /** How long a small batch waits for more events, milliseconds. Default 3. */
  readonly lingerMs?: number;
  /** How far apart small batches are under load, milliseconds. Default 25. */
  readonly intervalMs?: number;
}

const standByMs = 1_000;
const firstBackoffMs = 100;
const longestBackoffMs = 1_500;

const silent: ProjectionLogger = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * Keeps the read models of all projections up to date, together and at one position, until `signal` aborts.
 * While another process does so, stands by. After a failure it starts again from the checkpoint, which is
 * never ahead of the rows: no event is left out, and none counts twice.
 */
export async function runProjections(options: RunProjectionsOptions): Promise<void> {
  const { store, projections, clock, signal, logger = silent } = options;
  const follow = {
    ...options,
    logger,
    metrics: options.metrics ?? unmeasured,
    batchSize: options.batchSize ?? 2_000,
    lingerMs: options.lingerMs ?? 3,
    intervalMs: options.intervalMs ?? 25,
  };
  let standingBy = false;
  const careful: TrackOptions['careful'] = new Map();
  for (let failures = 0; !signal.aborted; ) {
    const startedAt = clock.elapsed();
    try {
      const owner = await store.takeOver(projections);
      if (!owner) {
        if (!standingBy) logger.info('another process runs the projections; standing by');
        standingBy = true;
        failures = 0;
        await pause(backoffMs(1, standByMs), signal);
        continue;
      }
      standingBy = false;
      try {
        logger.info('this process runs the projections');
        const metrics: ProjectionMetrics = {
          ...follow.metrics,
          batch(report) {
            failures = 0;
            follow.metrics.batch(report);
          },
        };
        await conduct(owner, projections, { ...follow, metrics, careful });
        if (owner.lost.aborted && !signal.aborted) throw new Error('the connection to the database was lost');
      } finally {
        await owner.release();
      }
    } catch (error) {
      if (signal.aborted) return;
      if (clock.elapsed() - startedAt > longestBackoffMs) failures = 0;
      failures += 1;
      const pauseMs = Math.round(backoffMs(failures, firstBackoffMs, longestBackoffMs));
      logger.warn('the projections failed; they start again from the checkpoint', {
        error: error instanceof Error ? error.message : 'unknown',
        failures,
        pauseMs,
      });
      await pause(pauseMs, signal);
    }
  }
}
