import type { DecidedEvent } from '../../../src/core/define-events.ts';
import type { cycleEvents } from '../../../src/events/cycle.events.ts';
import { uuid } from '../../support/uuid.ts';

type CycleEvent = DecidedEvent<typeof cycleEvents>;

export const cycleId = uuid(20);
export const reason = 'A grade was forgotten';

export const defined: CycleEvent = {
  type: 'CycleDefined',
  data: { cycleId, name: 'Q1 2026', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' },
};
export const activated: CycleEvent = { type: 'CycleActivated', data: { cycleId } };
export const gradingOpened: CycleEvent = { type: 'CycleGradingOpened', data: { cycleId } };
export const closed: CycleEvent = { type: 'CycleClosed', data: { cycleId } };
export const reopened: CycleEvent = { type: 'CycleReopened', data: { cycleId, reason } };

/** The history of a cycle in each phase. */
export const inPhase: Record<'defined' | 'active' | 'grading' | 'closed', readonly CycleEvent[]> = {
  defined: [defined],
  active: [defined, activated],
  grading: [defined, activated, gradingOpened],
  closed: [defined, activated, gradingOpened, closed],
};
