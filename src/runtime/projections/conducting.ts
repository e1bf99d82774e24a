import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { BackgroundJob } from './background-job.ts';
import type { TrackOptions } from './follow-track.ts';
import type { ProjectionTask, ReadModelOwner } from './ownership.ts';

/** What the owner of the read models works with for as long as it is that. */
export interface Conducting {
  readonly owner: ReadModelOwner;
  readonly projections: readonly ProjectionDefinition[];
  readonly options: TrackOptions;
  readonly job: BackgroundJob;
  /** Names of projections that were given up or refused: they are not built by themselves again. */
  readonly declined: Set<string>;
}

/** The projections that a task names. */
export function projectionsOf(
  { projections }: Pick<Conducting, 'projections'>,
  task: ProjectionTask | null,
): readonly ProjectionDefinition[] {
  return projections.filter(({ name }) => task?.projections.includes(name));
}

/** What the log says of a task. */
export function fieldsOf({ id, kind, projections, reason }: ProjectionTask): object {
  return { task: id, kind, projections, reason };
}
