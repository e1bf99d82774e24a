import { isAfter, startOfLog } from '../core/log-position.ts';
import type { ProjectionProgress } from '../platform/read-models/known-progress.ts';
import type { headCounter } from './count-head.ts';

interface Parts {
  each(): readonly ProjectionProgress[];
  readonly head: ReturnType<typeof headCounter>;
}

/**
 * A function that tells how many events of the log each projection lacks, exactly; those that are of another log are
 * left out. The log is read only where no projection is complete, and then from the furthest of them on. Rejects as
 * {@link headCounter}.
 */
export function lagInEvents({ each, head }: Parts): () => Promise<Map<string, number>> {
  const known = () => each().filter(({ state }) => state !== 'diverged');
  return async () => {
    const complete = known().find((one) => one.complete);
    if (complete) head.endsAt(complete);
    const ordinal = complete?.ordinal ?? (await head.count(furthest(known())));
    return new Map(
      known().map((one) => [one.projection, one.complete ? 0 : Math.max(0, ordinal - one.ordinal)]),
    );
  };
}

function furthest(known: readonly ProjectionProgress[]): Pick<ProjectionProgress, 'position' | 'ordinal'> {
  const start = { position: startOfLog, ordinal: 0 };
  return known.reduce((one, other) => (isAfter(other.position, one.position) ? other : one), start);
}
