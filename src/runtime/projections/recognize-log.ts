import { pause } from '../pause.ts';
import type { TrackOptions } from './follow-track.ts';
import type { ReadModelOwner, Standing } from './ownership.ts';

/** How long a node of a cluster may take to get what the others have. */
const patienceMs = 10_000;
const askEveryMs = 1_000;

/**
 * Finds out which read models are of another log than the one that there is, and notes it: they stay as they are
 * until they are rebuilt, so that nobody takes what they lack for what they have. Throws LogUnavailableError, and
 * what the owner throws.
 */
export async function recognizeLog(owner: ReadModelOwner, options: TrackOptions): Promise<void> {
  const { standings } = await owner.situation();
  const diverged = await lost(options, standings);
  if (options.signal.aborted) return;
  await owner.noteDiverged(diverged);
  const projections = diverged.flatMap((each) => (each.generation === 'live' ? each.projection : []));
  if (projections.length === 0) return;
  options.logger.error(
    'the event log is not the one that read models were made of; they wait for a rebuild',
    {
      projections,
    },
  );
}

/** Those whose last event is not where it was in the log, also after some seconds. */
async function lost(
  { log, clock, signal }: Pick<TrackOptions, 'log' | 'clock' | 'signal'>,
  standings: readonly Standing[],
): Promise<readonly Standing[]> {
  const giveUpAt = clock.elapsed() + patienceMs;
  for (let suspects = standings; ; await pause(askEveryMs, signal)) {
    const found = await Promise.all(suspects.map(({ last }) => last === null || log.has(last)));
    suspects = suspects.filter((_, index) => !found[index]);
    if (suspects.length === 0 || signal.aborted || clock.elapsed() >= giveUpAt) return suspects;
  }
}
