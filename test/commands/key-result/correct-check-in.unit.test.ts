import { describe, expect, test } from '@jest/globals';
import { correctCheckIn } from '../../../src/commands/key-result/correct-check-in.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, colleague, expert, keyResultId, lead } from '../surroundings.ts';
import {
  afterClosing,
  checkInId,
  completed,
  corrected,
  defined,
  facts,
  graded,
  measures,
  otherCheckInId,
  recorded,
  retracted,
  waived,
} from './key-result-history.ts';

const correct = decider(correctCheckIn);
const input = { keyResultId, checkInId, reason: 'A typo' };
const said = { confidence: 5, comment: 'Slow start' };
const past = [defined(), recorded(said)];

describe('CorrectCheckIn', () => {
  test('replaces what is named, and keeps the author of the original', () => {
    const state = correct
      .given(past)
      .when({ ...input, value: 12 }, { facts, ...as(lead) })
      .then([corrected({ ...said, value: '12', authorId: expert })]);
    expect(state.current).toMatchObject({
      authorId: expert,
      content: { value: '12', ...said },
      recorded: { value: '15' },
    });
  });

  test('moves the day, and takes confidence and comment away', () => {
    correct
      .given(past)
      .when({ ...input, effectiveOn: '2026-02-01', confidence: null, comment: null }, { facts })
      .then([corrected({ effectiveOn: '2026-02-01' })]);
  });

  test('can make another check-in count', () => {
    const state = correct
      .given([...past, recorded({ checkInId: otherCheckInId, effectiveOn: '2026-02-03', value: '11' })])
      .when({ ...input, effectiveOn: '2026-02-02' }, { facts })
      .then([corrected({ ...said, effectiveOn: '2026-02-02' })]);
    expect(state.current?.checkInId).toBe(otherCheckInId);
  });

  test('changes nothing where nothing differs', () => {
    correct.given(past).when(input, { facts }).then([]);
    correct
      .given(past)
      .when({ ...input, value: '15.0', ...said, effectiveOn: '2026-02-10' }, { facts })
      .then([]);
  });

  test.each([
    [{ value: '15.5' }, 'fraction'],
    [{ value: true }, 'decimal'],
    [{ effectiveOn: '2026-02-11' }, 'future'],
    [{ effectiveOn: '2025-12-31' }, 'choose a day from 2026-01-01 to 2026-04-03'],
  ])('refuses %j', (wrong, message) => {
    correct
      .given(past)
      .when({ ...input, ...wrong }, { facts })
      .thenRefused('RULE_VIOLATED', message);
  });

  test('leaves the day alone where a cycle was moved away from it', () => {
    const moved = { ...facts, cycle: { ...facts.cycle, startsOn: '2026-02-11' } };
    correct
      .given(past)
      .when({ ...input, value: '12' }, { facts: moved })
      .then([corrected({ ...said, value: '12' })]);
  });

  test('works after grading, not after closing or waiving', () => {
    const change = { ...input, value: '12' };
    correct
      .given([...past, graded])
      .when(change, { facts })
      .then([corrected({ ...said, value: '12' })]);
    correct.given(past).when(change, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
    correct
      .given([...past, waived])
      .when(change, { facts })
      .thenRefused('RULE_VIOLATED', 'waived');
  });

  test('refuses what is retracted or unknown, no reason, and others', () => {
    correct
      .given([...past, retracted()])
      .when({ ...input, value: '12' }, { facts })
      .thenRefused('RULE_VIOLATED', 'retracted');
    correct
      .given(past)
      .when({ ...input, checkInId: otherCheckInId }, { facts })
      .thenRefused('NOT_FOUND');
    correct.given(past).when({ keyResultId, checkInId }, { facts }).thenRefused('VALIDATION_FAILED');
    correct
      .given(past)
      .when(input, { facts, ...as(colleague) })
      .thenRefused('FORBIDDEN');
  });

  test('brings a completion, keeps it, and takes it away', () => {
    const reached = [defined(), recorded({ value: '20' }), completed()];
    correct
      .given([defined(), recorded()])
      .when({ ...input, value: '20' }, { facts })
      .then([corrected({ value: '20' }), completed()]);
    const kept = correct
      .given(reached)
      .when({ ...input, value: '25' }, { facts })
      .then([corrected({ value: '25' })]);
    expect(kept.completedBy).toBe(checkInId);
    const lost = correct
      .given(reached)
      .when({ ...input, value: '19' }, { facts })
      .then([corrected({ value: '19' })]);
    expect(lost.completedBy).toBeNull();
  });

  test('lets a false boolean stand', () => {
    correct
      .given([defined(measures.boolean), recorded({ value: true }), completed()])
      .when({ ...input, value: false }, { facts })
      .then([corrected({ value: false })]);
  });
});
