import { DomainError } from '../../core/domain-error.ts';
import type { LaggingProjection, ReadPosition } from './ports.ts';

const standing: Readonly<Record<LaggingProjection['state'], string>> = {
  diverged: 'is of another event log and waits for a rebuild',
  paused: 'is paused',
  building: 'is being built',
  'catching-up': 'is catching up',
  running: 'is behind',
};

/** `audit-log is paused, cycles is being built`; of many, the first few. */
export function describeLagging(lagging: readonly LaggingProjection[]): string {
  const named = lagging.slice(0, 3).map(({ projection, state }) => `${projection} ${standing[state]}`);
  const more = lagging.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}

/** UNAVAILABLE: a query was to wait for a position, and the projections that it reads are not there. */
export function notReached(
  lagging: readonly LaggingProjection[],
  { position, lagMs }: ReadPosition,
): DomainError {
  const why = describeLagging(lagging);
  return new DomainError(
    'UNAVAILABLE',
    `the read models are not that far yet${why === '' ? '' : `: ${why}`}`,
    [
      {
        field: 'X-Consistency-Token',
        message: 'not reached in time; without it the answer is what the read models hold now',
        position: position.commit.toString(),
        lagMs,
        projections: lagging.map((each) => ({
          name: each.projection,
          state: each.state,
          position: each.position.commit.toString(),
          lagMs: each.lagMs,
        })),
      },
    ],
  );
}
