import type { EventData } from '../../core/define-events.ts';
import { clampedProgress, rawProgress } from '../../domain/formulas.ts';
import type { KeyResultMeasure } from '../../domain/key-result-types.ts';
import type { Score } from '../../domain/values.ts';
import type { keyResultEvents } from '../../events/key-result.events.ts';
import { type CheckIns, noCheckIns, withChanged, withCheckIn } from './check-ins.ts';

export interface KeyResultState extends CheckIns {
  readonly objectiveId: string;
  readonly cycleId: string;
  readonly title: string;
  readonly description: string | null;
  readonly ownerId: string;
  readonly weight: string;
  readonly measure: KeyResultMeasure;
  /** Check-in that was announced as reaching the target. */
  readonly completedBy: string | null;
  readonly grade: { readonly score: Score; readonly note: string | undefined } | null;
  readonly waived: boolean;
  readonly removed: boolean;
}

export const undefinedKeyResult: KeyResultState = {
  ...noCheckIns,
  objectiveId: '',
  cycleId: '',
  title: '',
  description: null,
  ownerId: '',
  weight: '1',
  measure: { type: 'boolean' },
  completedBy: null,
  grade: null,
  waived: false,
  removed: false,
};

type Data<Type extends string> = EventData<typeof keyResultEvents, Type>;

/** The state after CheckInRecorded. */
export function afterRecorded(state: KeyResultState, data: Data<'CheckInRecorded'>): KeyResultState {
  const { checkInId, authorId, externalRef, effectiveOn, value, confidence, comment } = data;
  const content = { effectiveOn, value, confidence, comment };
  const added = { checkInId, authorId, externalRef, recorded: content, content, retracted: false };
  return { ...state, ...withCheckIn(state, added) };
}

/** The state after CheckInCorrected. */
export function afterCorrected(state: KeyResultState, data: Data<'CheckInCorrected'>): KeyResultState {
  const { checkInId, effectiveOn, value, confidence, comment } = data;
  const content = { effectiveOn, value, confidence, comment };
  const checkIns = withChanged(state, checkInId, (checkIn) => ({ ...checkIn, content }));
  return withoutFalseCompletion({ ...state, ...checkIns }, checkInId);
}

/** The state after CheckInRetracted. */
export function afterRetracted(
  state: KeyResultState,
  { checkInId }: Data<'CheckInRetracted'>,
): KeyResultState {
  const checkIns = withChanged(state, checkInId, (checkIn) => ({ ...checkIn, retracted: true }));
  return withoutFalseCompletion({ ...state, ...checkIns }, checkInId);
}

/** A completion falls with the check-in that brought it; later ups and downs do not announce it again. */
function withoutFalseCompletion(state: KeyResultState, changedId: string): KeyResultState {
  if (state.completedBy !== changedId) return state;
  const holds = state.current?.checkInId === changedId && reachesTarget(state);
  return holds ? state : { ...state, completedBy: null };
}

/** Whether the check-in that counts reaches the target. A band is held, not reached: never of one. */
export function reachesTarget({ measure, current }: KeyResultState): boolean {
  if (!current || measure.type === 'band') return false;
  return clampedProgress(rawProgress(measure, current.content.value)) === '1';
}
