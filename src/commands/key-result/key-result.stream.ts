import { defineStream } from '../../core/define-stream.ts';
import { keyResultEvents } from '../../events/key-result.events.ts';
import {
  afterCorrected,
  afterRecorded,
  afterRetracted,
  type KeyResultState,
  undefinedKeyResult,
} from './key-result-state.ts';

export const keyResultStream = defineStream<KeyResultState, typeof keyResultEvents>({
  events: keyResultEvents,
  initial: undefinedKeyResult,
  evolve: {
    KeyResultDefined: (state, { objectiveId, cycleId, title, description, ownerId, weight, measure }) => ({
      ...state,
      objectiveId,
      cycleId,
      title,
      description: description ?? null,
      ownerId,
      weight,
      measure,
    }),
    KeyResultRevised: (state, { title, description, measure }) => ({
      ...state,
      title: title ?? state.title,
      description: description === undefined ? state.description : description,
      measure: measure ?? state.measure,
    }),
    KeyResultTargetRevised: (state, { to }) => ({ ...state, measure: to, completedBy: null }),
    KeyResultBaselineCorrected: (state, { to }) => ({ ...state, measure: to }),
    KeyResultReweighted: (state, { weight }) => ({ ...state, weight }),
    KeyResultOwnerChanged: (state, { ownerId }) => ({ ...state, ownerId }),
    KeyResultRemoved: (state) => ({ ...state, removed: true }),
    CheckInRecorded: afterRecorded,
    CheckInCorrected: afterCorrected,
    CheckInRetracted: afterRetracted,
    KeyResultCompleted: (state, { checkInId }) => ({ ...state, completedBy: checkInId }),
    KeyResultGraded: (state, { score, note }) => ({ ...state, grade: { score, note } }),
    KeyResultWaived: (state) => ({ ...state, waived: true }),
  },
});
