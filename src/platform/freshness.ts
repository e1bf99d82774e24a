import { isAfter } from '../core/log-position.ts';
import type { Clock } from '../core/ports.ts';
import type { Freshness } from '../runtime/queries/ports.ts';
import { knownProgress, type ProjectionProgress } from './read-models/known-progress.ts';
import { listenForProgress } from './read-models/listen-progress.ts';
import { positionWaiters } from './read-models/position-waiters.ts';
import { systemClock } from './system-clock.ts';

interface FreshnessOptions {
  /** The server that the projectors write to: a replica passes no notices on. */
  readonly url: string;
  /** Names of all projections of the code; one that is not built yet stands before the first event. */
  readonly projections: readonly string[];
  /** When the first event of the log was recorded, UTC; null where there is none. Asked where one lacks it. */
  readonly logBeganAt?: () => Promise<string | null>;
  readonly clock?: Pick<Clock, 'elapsed'>;
  /** Most requests that may wait at once. Default 1,000. */
  readonly maxWaiters?: number;
  /** Told of each lost connection; the next one is made by itself. */
  readonly onError?: (error: Error) => void;
}

interface ListeningFreshness extends Freshness {
  /** How far each projection is. */
  each(): ProjectionProgress[];
  /** Ends all waits with false, and stops to listen. */
  close(): Promise<void>;
}

/**
 * Tells how far the read models are, by what the projectors say over PostgreSQL. Resolves after the first try
 * to connect, and listens until `close`.
 */
export async function createFreshness(options: FreshnessOptions): Promise<ListeningFreshness> {
  const { url, projections, clock = systemClock, maxWaiters = 1_000, onError = () => {} } = options;
  const known = knownProgress(projections, () => clock.elapsed());
  const waiters = positionWaiters(maxWaiters);
  const standing = (names: readonly string[]) => known.standing(names).position;
  const stopping = new AbortController();
  const askAgeOfLog = async () => {
    const began = await options.logBeganAt?.().catch(() => null);
    if (began) known.logBegan(Date.parse(systemClock.now()) - Date.parse(began));
  };

  let listening = Promise.resolve();
  await new Promise<void>((tried) => {
    listening = listenForProgress(url, projections, stopping.signal, {
      onNotice(notice) {
        known.hear(notice);
        waiters.moved(standing);
      },
      onReading: known.reading,
      onCheckpoints(checkpoints, first) {
        known.read(checkpoints, first);
        waiters.moved(standing);
        if (known.needsAgeOfLog()) void askAgeOfLog();
        tried();
      },
      onLost(error) {
        onError(error);
        tried();
      },
    });
  });

  return {
    current: (names = projections) => known.standing(names),
    each: known.each,
    lagging: (position, names = projections) =>
      known
        .each()
        .filter((each) => names.includes(each.projection) && isAfter(position, each.position))
        .sort((a, b) => (isAfter(a.position, b.position) ? 1 : -1)),
    async waitFor(position, timeoutMs, names = projections) {
      if (!isAfter(position, standing(names))) return true;
      return waiters.wait(names, position, timeoutMs);
    },
    async close() {
      stopping.abort();
      waiters.stop();
      await listening;
    },
  };
}
