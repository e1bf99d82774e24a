import type { EventData, EventType } from '../../src/core/define-events.ts';
import { keyResultMeasure } from '../../src/domain/key-result-types.ts';
import type { keyResultEvents } from '../../src/events/key-result.events.ts';
import { keyResults } from '../../src/projections/key-results.ts';
import { signUps } from '../domain/measures.ts';
import { projectInMemory } from '../support/project-in-memory.ts';
import { type HistoryEvent, recordHistory } from '../support/record-history.ts';
import { uuid } from '../support/uuid.ts';

type Family = typeof keyResultEvents;
type Content<Type extends EventType<Family>> = Omit<EventData<Family, Type>, 'keyResultId' | 'objectiveId'>;

export const objectiveId = uuid(1);
const measure = keyResultMeasure.parse(signUps);
export const stretched = keyResultMeasure.parse({ ...signUps, target: '900' });

/** An event of key result `uuid(id)`. */
export function of<Type extends EventType<Family>>(
  id: number,
  type: Type,
  data: Content<Type>,
): HistoryEvent {
  return { stream: `keyResult-${uuid(id)}`, type, data: { keyResultId: uuid(id), objectiveId, ...data } };
}

export const defined = (id: number, weight = '1') =>
  of(id, 'KeyResultDefined', { cycleId: uuid(2), title: 'Sign-ups', ownerId: uuid(3), weight, measure });

export const checkedIn = (
  id: number,
  checkIn: number,
  effectiveOn: string,
  value: string,
  confidence?: number,
) =>
  of(id, 'CheckInRecorded', {
    checkInId: uuid(checkIn),
    effectiveOn,
    value,
    ...(confidence === undefined ? {} : { confidence }),
    authorId: 'author',
    source: 'manual',
  });

export const corrected = (id: number, checkIn: number, effectiveOn: string, value: string) =>
  of(id, 'CheckInCorrected', {
    checkInId: uuid(checkIn),
    effectiveOn,
    value,
    authorId: 'author',
    reason: 'Typing error',
  });

export const retracted = (id: number, checkIn: number) =>
  of(id, 'CheckInRetracted', { checkInId: uuid(checkIn), authorId: 'author', reason: 'Not ours' });

export const targetRevised = (id: number) =>
  of(id, 'KeyResultTargetRevised', {
    from: measure,
    to: stretched,
    reason: 'Growth',
    effectiveOn: '2026-02-20',
  });

/** The tables after the events; the first is recorded at 00:00:01, the next at 00:00:02 and so on. */
export const tablesAfter = (...events: HistoryEvent[]) => projectInMemory(keyResults, recordHistory(events));
export const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
