import { describe, expect, test } from '@jest/globals';
import { retractCheckIn } from '../../../src/commands/key-result/retract-check-in.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, colleague, expert, keyResultId, lead } from '../surroundings.ts';
import {
  afterClosing,
  checkInId,
  completed,
  defined,
  facts,
  otherCheckInId,
  recorded,
  retracted,
} from './key-result-history.ts';

const retract = decider(retractCheckIn);
const input = { keyResultId, checkInId, reason: 'A mistake' };
const earlier = recorded({ checkInId: otherCheckInId, effectiveOn: '2026-02-01', value: '12' });
const past = [defined(), recorded(), earlier];

describe('RetractCheckIn', () => {
  test('withdraws a check-in, keeps its author, and lets the one before count', () => {
    const state = retract
      .given(past)
      .when(input, { facts, ...as(lead) })
      .then([retracted({ authorId: expert })]);
    expect(state.current?.checkInId).toBe(otherCheckInId);
    expect(state.checkIns).toHaveLength(2);
  });

  test('leaves none to count where it was the only one', () => {
    const state = retract.given([defined(), recorded()]).when(input, { facts }).then([retracted()]);
    expect(state.current).toBeNull();
  });

  test('changes nothing for one that was retracted', () => {
    retract
      .given([...past, retracted()])
      .when(input, { facts })
      .then([]);
  });

  test('takes the completion with it, and brings that of the one before', () => {
    const done = recorded({ value: '20' });
    const lost = retract
      .given([defined(), earlier, done, completed()])
      .when(input, { facts })
      .then([retracted()]);
    expect(lost.completedBy).toBeNull();
    const doneBefore = recorded({ checkInId: otherCheckInId, effectiveOn: '2026-02-01', value: '20' });
    retract
      .given([defined(), done, completed(), doneBefore])
      .when(input, { facts })
      .then([retracted(), completed({ checkInId: otherCheckInId, completedOn: '2026-02-01' })]);
  });

  test('refuses unknown ones, no reason, others, and a closed objective', () => {
    retract.given([defined()]).when(input, { facts }).thenRefused('NOT_FOUND');
    retract.given(past).when({ keyResultId, checkInId }, { facts }).thenRefused('VALIDATION_FAILED');
    retract
      .given(past)
      .when(input, { facts, ...as(colleague) })
      .thenRefused('FORBIDDEN');
    retract.given(past).when(input, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
  });
});
