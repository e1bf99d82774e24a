import { defineStream } from '../../core/define-stream.ts';
import type { ObjectivePhase, ObjectiveVisibility } from '../../domain/values.ts';
import { objectiveEvents } from '../../events/objective.events.ts';

export interface ObjectiveState {
  readonly cycleId: string;
  readonly title: string;
  readonly description: string;
  readonly ownerIds: readonly string[];
  readonly teamId: string | null;
  readonly visibility: ObjectiveVisibility;
  readonly tags: readonly string[];
  readonly phase: ObjectivePhase;
  /** Put away, in whatever phase it was. */
  readonly archived: boolean;
}

const initial: ObjectiveState = {
  cycleId: '',
  title: '',
  description: '',
  ownerIds: [],
  teamId: null,
  visibility: 'organization',
  tags: [],
  phase: 'draft',
  archived: false,
};

export const objectiveStream = defineStream<ObjectiveState, typeof objectiveEvents>({
  events: objectiveEvents,
  initial,
  evolve: {
    ObjectiveDrafted: (state, { cycleId, title, description, ownerIds, teamId, visibility, tags }) => ({
      ...state,
      cycleId,
      title,
      description,
      ownerIds,
      teamId: teamId ?? null,
      visibility,
      tags,
    }),
    ObjectiveRevised: (state, { title, description, teamId, visibility, tags }) => ({
      ...state,
      title: title ?? state.title,
      description: description ?? state.description,
      teamId: teamId === undefined ? state.teamId : teamId,
      visibility: visibility ?? state.visibility,
      tags: tags ?? state.tags,
    }),
    ObjectiveOwnersChanged: (state, { ownerIds }) => ({ ...state, ownerIds }),
    ObjectiveActivated: (state) => ({ ...state, phase: 'active' }),
    ObjectiveClosed: (state) => ({ ...state, phase: 'closed' }),
    ObjectiveReopened: (state) => ({ ...state, phase: 'active' }),
    ObjectiveArchived: (state) => ({ ...state, archived: true }),
    ObjectiveRestored: (state) => ({ ...state, archived: false }),
  },
});
