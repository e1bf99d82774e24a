import type { KeyResultFacts } from '../../../src/commands/key-result/key-result-facts.ts';
import { objectiveStream } from '../../../src/commands/objective/objective.stream.ts';
import type { DecidedEvent } from '../../../src/core/define-events.ts';
import type { KeyResultMeasure, KeyResultType } from '../../../src/domain/key-result-types.ts';
import type { keyResultEvents } from '../../../src/events/key-result.events.ts';
import { fold } from '../../support/fold.ts';
import { uuid } from '../../support/uuid.ts';
import { activated, archived, closed, drafted } from '../objective/objective-history.ts';
import {
  closedCycle,
  cycle,
  cycleId,
  expert,
  keyResultId,
  objectiveId,
  organization,
} from '../surroundings.ts';

export type KeyResultEvent = DecidedEvent<typeof keyResultEvents>;
type DataOf<Type extends KeyResultEvent['type']> = Extract<KeyResultEvent, { type: Type }>['data'];

export const subject = { keyResultId, objectiveId };
export const checkInId = uuid(50);
export const otherCheckInId = uuid(51);

/** One measure of each type. */
export const measures: { readonly [Type in KeyResultType]: Extract<KeyResultMeasure, { type: Type }> } = {
  number: { type: 'number', unit: 'leads', precision: 0, baseline: '10', target: '20' },
  percent: { type: 'percent', precision: 1, baseline: '80', target: '20' },
  currency: { type: 'currency', currency: 'EUR', precision: 2, baseline: '0', target: '1000' },
  boolean: { type: 'boolean' },
  milestones: {
    type: 'milestones',
    milestones: [
      { id: 'design', title: 'Design', weight: '1' },
      { id: 'build', title: 'Build', weight: '3' },
    ],
  },
  stages: {
    type: 'stages',
    stages: { fail: 'Nothing', commit: 'A pilot', target: 'One market', stretch: 'All markets' },
  },
  band: { type: 'band', precision: 1, lower: '36', upper: '38' },
};

export const defined = (measure: KeyResultMeasure = measures.number): KeyResultEvent => ({
  type: 'KeyResultDefined',
  data: { ...subject, cycleId, title: 'More leads', ownerId: expert, weight: '1', measure },
});

const content = { ...subject, checkInId, effectiveOn: '2026-02-10', authorId: expert };

export const recorded = (data: Partial<DataOf<'CheckInRecorded'>> = {}): KeyResultEvent => ({
  type: 'CheckInRecorded',
  data: { ...content, value: '15', source: 'manual', ...data },
});

export const corrected = (data: Partial<DataOf<'CheckInCorrected'>> = {}): KeyResultEvent => ({
  type: 'CheckInCorrected',
  data: { ...content, value: '15', reason: 'A typo', ...data },
});

export const retracted = (data: Partial<DataOf<'CheckInRetracted'>> = {}): KeyResultEvent => ({
  type: 'CheckInRetracted',
  data: { ...subject, checkInId, reason: 'A mistake', authorId: expert, ...data },
});

export const completed = (data: Partial<DataOf<'KeyResultCompleted'>> = {}): KeyResultEvent => ({
  type: 'KeyResultCompleted',
  data: { ...subject, checkInId, completedOn: '2026-02-10', ...data },
});

export const graded: KeyResultEvent = {
  type: 'KeyResultGraded',
  data: { ...subject, score: '0.7', computedScore: '0.5' },
};
export const waived: KeyResultEvent = {
  type: 'KeyResultWaived',
  data: { ...subject, reason: 'The market is gone' },
};
export const removed: KeyResultEvent = { type: 'KeyResultRemoved', data: subject };

/** The objective is active, its owner is `lead`. */
export const facts: KeyResultFacts = {
  organization,
  cycle,
  objective: fold(objectiveStream, [drafted, activated]),
};
export const whileDraft = { ...facts, objective: fold(objectiveStream, [drafted]) };
export const afterClosing = { ...facts, objective: fold(objectiveStream, [drafted, activated, closed]) };
export const whileArchived = { ...facts, objective: fold(objectiveStream, [drafted, archived]) };
export const afterCycle = { ...facts, cycle: closedCycle };
