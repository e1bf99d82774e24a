import type { ProjectionProgress } from '../platform/read-models/known-progress.ts';
import type { HealthCheck } from './health.ts';

/**
 * Whether the read models are of this log, and no more than `mostLagMs` behind it. Names those that are not.
 * One that somebody has paused does not make the process unready, nor does one that is being built or is
 * catching up while others are up to date: every answer says how old it is, and all else is served.
 */
export function readModelsCheck(
  freshness: { each(): readonly ProjectionProgress[] },
  mostLagMs: number,
): HealthCheck {
  const tooFarBehind = () => freshness.each().filter(({ lagMs }) => lagMs > mostLagMs);
  return {
    name: 'readModels',
    async check() {
      const someAreUpToDate = freshness
        .each()
        .some(({ state, lagMs }) => state === 'running' && lagMs <= mostLagMs);
      const diverged = freshness.each().filter(({ state }) => state === 'diverged');
      if (diverged.length > 0) {
        const names = diverged.map(({ projection }) => projection).join(', ');
        throw new Error(`of another event log than the one that there is, to be rebuilt from it: ${names}`);
      }
      const wrong = tooFarBehind().filter(
        ({ state }) => state !== 'paused' && (state === 'running' || !someAreUpToDate),
      );
      if (wrong.length === 0) return;
      const each = wrong.map(({ projection, lagMs }) => `${projection} ${Math.round(lagMs / 1000)} s`);
      throw new Error(`too far behind: ${each.join(', ')}`);
    },
    detail: () => ({
      tooFarBehind: tooFarBehind().map(({ projection }) => projection),
      projections: Object.fromEntries(
        freshness
          .each()
          .map(({ projection, state, position, ordinal, lagMs }) => [
            projection,
            { state, position: position.commit.toString(), ordinal, lagMs },
          ]),
      ),
    }),
  };
}
