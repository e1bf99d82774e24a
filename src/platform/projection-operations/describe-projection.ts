import type { ProjectionRecord } from './read-status.ts';
import type { ProjectionStatus, ProjectionTask } from './views.ts';

/** Puts together what is known of a projection. `lagEvents` null: not known. `task`: the latest one. */
export function describeProjection(
  { name, version }: { readonly name: string; readonly version: number },
  record: Omit<ProjectionRecord, 'projection'>,
  lagEvents: number | null,
  task: ProjectionTask | null,
): ProjectionStatus {
  const { live, next, previous, pausedAt, deadLetters } = record;
  const working = task?.state === 'running' && task.projections.includes(name) ? task.kind : null;
  return {
    name,
    state: stateOf({
      isDiverged: live?.diverged ?? false,
      isPaused: pausedAt !== null,
      working,
      hasRows: live !== null && live.position !== null,
    }),
    version,
    liveVersion: live?.version ?? null,
    position: live?.position ?? null,
    ordinal: live?.ordinal ?? 0,
    lagEvents,
    lastEventRecordedAt: live?.lastEventRecordedAt ?? null,
    pausedAt,
    deadLetters,
    rebuild: next && { version: next.version, ordinal: next.ordinal },
    previous: previous && {
      version: previous.version,
      ordinal: previous.ordinal,
      updatedAt: previous.updatedAt,
    },
  };
}

function stateOf(found: {
  isDiverged: boolean;
  isPaused: boolean;
  working: ProjectionTask['kind'] | null;
  hasRows: boolean;
}): ProjectionStatus['state'] {
  if (found.isPaused) return 'paused';
  if (found.working === 'rebuild') return 'rebuilding';
  if (found.isDiverged) return 'diverged';
  if (found.working === 'verify') return 'verifying';
  return found.hasRows ? 'live' : 'new';
}
