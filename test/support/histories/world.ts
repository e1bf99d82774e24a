import type { CheckInValue, KeyResultMeasure } from '../../../src/domain/key-result-types.ts';
import { catalog } from '../../../src/events/index.ts';
import type { HistoryEvent } from '../record-history.ts';

export interface KeyResult {
  readonly id: string;
  readonly objective: Objective;
  measure: KeyResultMeasure;
  removed: boolean;
  /** Ids of the check-ins that stand. */
  readonly checkIns: string[];
}

export interface Objective {
  readonly id: string;
  readonly organizationId: string;
  readonly cycleId: string;
  phase: 'draft' | 'active' | 'closed';
  archived: boolean;
  readonly keyResults: KeyResult[];
}

export interface Cycle {
  readonly id: string;
  readonly organizationId: string;
  phase: 'defined' | 'active' | 'grading' | 'closed';
}

/** What has happened so far, as far as it decides what may happen next. */
export interface World {
  readonly organizations: {
    readonly id: string;
    readonly members: string[];
    readonly invitations: string[];
  }[];
  readonly users: { readonly id: string; active: boolean }[];
  readonly cycles: Cycle[];
  readonly objectives: Objective[];
  readonly events: HistoryEvent[];
}

/** Draws numbers for one step: a choice among `n` things, always the same for the same step. */
export interface Draw {
  of<T>(things: readonly T[]): T | undefined;
  below(n: number): number;
  /** A new id; the same ones in the same order in every world. */
  id(): string;
}

/** One thing that may happen. Does nothing where it may not happen now. */
export type Step = (world: World, draw: Draw) => void;

/** A world in which nothing has happened. */
export function emptyWorld(): World {
  return { organizations: [], users: [], cycles: [], objectives: [], events: [] };
}

/** Adds an event. Throws where the catalog does not know it or its payload. */
export function happen(
  world: World,
  { category, id, organizationId }: { category: string; id: string; organizationId: string },
  type: string,
  data: Record<string, unknown>,
  actorId?: string,
): void {
  // A slug is its own id.
  const subject = category === 'organizationSlug' ? {} : { [`${category}Id`]: id };
  const whole = catalog.validate(type, { ...subject, ...data });
  const meta = actorId
    ? { organizationId, commandType: type, actor: { type: 'user' as const, id: actorId } }
    : { organizationId, commandType: type };
  world.events.push({ stream: `${category}-${id}`, type, data: whole, meta });
}

/** Id of a member of the organization. */
export function memberOf(world: World, organizationId: string, draw: Draw): string | undefined {
  return draw.of(world.organizations.find(({ id }) => id === organizationId)?.members ?? []);
}

/** A value that a check-in of the measure may have. */
export function valueFor(measure: KeyResultMeasure, draw: Draw): CheckInValue {
  switch (measure.type) {
    case 'boolean':
      return draw.below(2) === 1;
    case 'stages':
      return draw.of(['fail', 'commit', 'target', 'stretch'] as const) ?? 'fail';
    case 'milestones':
      return measure.milestones.filter(() => draw.below(2) === 1).map(({ id }) => id);
    case 'percent':
      return String(draw.below(101));
    default:
      return String(draw.below(700));
  }
}
