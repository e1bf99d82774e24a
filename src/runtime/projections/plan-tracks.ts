import type { LogPosition } from '../../core/define-events.ts';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import type { Situation, Standing, Track } from './ownership.ts';

/** Who reads the log, and from where. */
export interface Tracks {
  /** The live projections that are furthest; null where there are none. */
  readonly main: Track | null;
  /** Live projections elsewhere in the log, on their way to the others. */
  readonly behind: readonly Track[];
  /** Tables that are being built for a task. */
  readonly building: Track | null;
}

/**
 * Live projections that stand at one position read the log together. Those that are paused do not read;
 * those without live tables neither, nor those of another log, until they have been built.
 */
export function planTracks(
  projections: readonly ProjectionDefinition[],
  { standings, paused, task }: Situation,
): Tracks {
  const groups = new Map<string, { position: LogPosition; projections: ProjectionDefinition[] }>();
  for (const projection of projections) {
    const live = standingOf(standings, projection.name, 'live');
    if (!live || live.diverged || paused.includes(projection.name)) continue;
    const position = live.position ?? startOfLog;
    const at = `${position.commit}/${position.prepare}`;
    const group = groups.get(at);
    if (group) group.projections.push(projection);
    else groups.set(at, { position, projections: [projection] });
  }
  const [main, ...behind] = [...groups.values()]
    .sort((a, b) => (isAfter(a.position, b.position) ? -1 : 1))
    .map((group): Track => ({ projections: group.projections, generation: 'live' }));
  const builds = task?.running && (task.kind === 'rebuild' || task.kind === 'verify');
  return {
    main: main ?? null,
    behind,
    building: builds
      ? {
          projections: projections.filter(({ name }) => task.projections.includes(name)),
          generation: 'next',
        }
      : null,
  };
}

/** Where a projection stands in a generation of its tables; undefined where there are none. */
export function standingOf(
  standings: readonly Standing[],
  name: string,
  generation: Standing['generation'],
): Standing | undefined {
  return standings.find((each) => each.projection === name && each.generation === generation);
}
