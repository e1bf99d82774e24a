import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { ProjectionTask, Situation } from './ownership.ts';
import { standingOf } from './plan-tracks.ts';

/** What the owner does before it lets the projections run on. */
export type Step =
  | { readonly kind: 'run' }
  | { readonly kind: 'request'; readonly task: Pick<ProjectionTask, 'kind' | 'projections' | 'reason'> }
  | { readonly kind: 'begin' | 'restore' | 'drop' | 'cancel'; readonly task: ProjectionTask }
  | { readonly kind: 'refuse'; readonly task: ProjectionTask; readonly error: string };

/**
 * Decides from what is there and what is wanted. `declined`: projections that were given up or refused since
 * this process took over, and that it does not build by itself again.
 */
export function nextStep(
  projections: readonly ProjectionDefinition[],
  situation: Situation,
  declined: ReadonlySet<string>,
): Step {
  const { task } = situation;
  if (!task) {
    const wanted = outdated(projections, situation, declined);
    return wanted ? { kind: 'request', task: wanted } : { kind: 'run' };
  }
  if (task.cancelled) return { kind: 'cancel', task };
  const error = objection(projections, situation, task);
  if (error !== null) return { kind: 'refuse', task, error };
  switch (task.kind) {
    case 'rollback':
      return { kind: 'restore', task };
    case 'drop':
      return { kind: 'drop', task };
    case 'rebuild':
    case 'verify':
      return isBuilding(projections, situation, task) ? { kind: 'run' } : { kind: 'begin', task };
  }
}

/** What the code asks for: projections that are new, or whose live tables another version has begun. */
function outdated(
  projections: readonly ProjectionDefinition[],
  situation: Situation,
  declined: ReadonlySet<string>,
): Pick<ProjectionTask, 'kind' | 'projections' | 'reason'> | null {
  const { standings } = situation;
  const reasons = new Map<string, string>();
  const restorable: string[] = [];
  for (const projection of projections) {
    const { name, version } = projection;
    if (declined.has(name) || isTakenBack(situation, projection)) continue;
    const live = standingOf(standings, name, 'live');
    if (live?.version === version) continue;
    const kept = standingOf(standings, name, 'previous')?.version === version;
    reasons.set(name, live ? `${name} was of version ${live.version}, now ${version}` : `${name} is new`);
    if (kept) restorable.push(name);
  }
  if (reasons.size === 0) return null;
  const kind = restorable.length > 0 ? 'rollback' : 'rebuild';
  const names = restorable.length > 0 ? restorable : [...reasons.keys()];
  return { kind, projections: names, reason: names.map((name) => reasons.get(name)).join('; ') };
}

/** Somebody did not want the tables of today's version; they are kept. */
function isTakenBack({ standings, rolledBack }: Situation, { name, version }: ProjectionDefinition): boolean {
  if (!rolledBack.includes(name) || standingOf(standings, name, 'live')?.version === version) return false;
  return standingOf(standings, name, 'previous')?.version === version;
}

function objection(
  projections: readonly ProjectionDefinition[],
  situation: Situation,
  task: ProjectionTask,
): string | null {
  const { standings, paused } = situation;
  for (const name of task.projections) {
    const projection = projections.find((each) => each.name === name);
    if (!projection) {
      const known = projections.map((each) => each.name);
      return `${name} is no projection; there are ${known.join(', ')}`;
    }
    if (task.kind === 'rollback' && !standingOf(standings, name, 'previous')) {
      return `${name} has no previous tables to go back to`;
    }
    if (task.kind === 'drop' && isTakenBack(situation, projection)) {
      return (
        `${name} was rolled back from version ${projection.version}: without the previous tables this process ` +
        'would build that version again; start the version of the code that you went back to, then drop them'
      );
    }
    if (task.kind !== 'verify') continue;
    const live = standingOf(standings, name, 'live');
    if (!live) return `${name} has no live tables to compare with`;
    if (live.diverged) return `the live tables of ${name} are of another event log; rebuild it`;
    if (paused.includes(name)) return `${name} is paused; resume it, then verify it`;
  }
  return null;
}

/** Whether the tables of the task are there, begun by today's version from today's log. */
function isBuilding(
  projections: readonly ProjectionDefinition[],
  { standings }: Situation,
  task: ProjectionTask,
): boolean {
  if (!task.running) return false;
  return projections.every(({ name, version }) => {
    const next = standingOf(standings, name, 'next');
    return !task.projections.includes(name) || (next?.version === version && !next.diverged);
  });
}
