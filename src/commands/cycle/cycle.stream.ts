import { defineStream } from '../../core/define-stream.ts';
import type { CyclePhase } from '../../domain/values.ts';
import { cycleEvents } from '../../events/cycle.events.ts';

export interface CycleState {
  readonly phase: CyclePhase;
  /** First and last day, both part of the cycle. */
  readonly startsOn: string;
  readonly endsOn: string;
}

const initial: CycleState = { phase: 'defined', startsOn: '', endsOn: '' };

export const cycleStream = defineStream<CycleState, typeof cycleEvents>({
  events: cycleEvents,
  initial,
  evolve: {
    CycleDefined: (_, { startsOn, endsOn }) => ({ phase: 'defined', startsOn, endsOn }),
    CycleRescheduled: (state, { startsOn, endsOn }) => ({ ...state, startsOn, endsOn }),
    CycleActivated: (state) => ({ ...state, phase: 'active' }),
    CycleGradingOpened: (state) => ({ ...state, phase: 'grading' }),
    CycleClosed: (state) => ({ ...state, phase: 'closed' }),
    CycleReopened: (state) => ({ ...state, phase: 'grading' }),
  },
});
