import { describe, expect, test } from '@jest/globals';
import { rescheduleCycle } from '../../../src/commands/cycle/reschedule-cycle.ts';
import { decider } from '../../support/given-when-then.ts';
import { cycleId, inPhase } from './cycle-history.ts';

const reschedule = decider(rescheduleCycle);
const moved = {
  type: 'CycleRescheduled',
  data: { cycleId, startsOn: '2026-01-01', endsOn: '2026-04-15' },
} as const;

describe('RescheduleCycle', () => {
  test.each(['defined', 'active', 'grading'] as const)('moves the end of a cycle that is %s', (phase) => {
    const state = reschedule.given(inPhase[phase]).when({ cycleId, endsOn: '2026-04-15' }).then([moved]);
    expect(state).toEqual({ phase, startsOn: '2026-01-01', endsOn: '2026-04-15' });
  });

  test('moves the start from where the last change left the end', () => {
    reschedule
      .given([...inPhase.defined, moved])
      .when({ cycleId, startsOn: '2026-01-15' })
      .then([{ type: 'CycleRescheduled', data: { cycleId, startsOn: '2026-01-15', endsOn: '2026-04-15' } }]);
  });

  test('changes nothing for the same dates, even once closed', () => {
    reschedule.given(inPhase.closed).when({ cycleId, endsOn: '2026-03-31' }).then([]);
    reschedule.given(inPhase.defined).when({ cycleId }).then([]);
  });

  test('refuses to end before it starts', () => {
    reschedule
      .given(inPhase.defined)
      .when({ cycleId, startsOn: '2026-03-31' })
      .thenRefused('RULE_VIOLATED', 'choose a day after startsOn');
  });

  test('refuses a closed cycle', () => {
    reschedule
      .given(inPhase.closed)
      .when({ cycleId, endsOn: '2026-04-15' })
      .thenRefused('RULE_VIOLATED', 'closed');
  });

  test('refuses one that is not there', () => {
    reschedule.given([]).when({ cycleId }).thenRefused('NOT_FOUND');
  });
});
