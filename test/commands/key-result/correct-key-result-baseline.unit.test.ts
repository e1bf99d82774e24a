import { describe, expect, test } from '@jest/globals';
import { correctKeyResultBaseline } from '../../../src/commands/key-result/correct-key-result-baseline.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, expert, keyResultId, lead } from '../surroundings.ts';
import { afterClosing, defined, facts, measures, subject, whileDraft } from './key-result-history.ts';

const correct = decider(correctKeyResultBaseline);
const reason = 'The report was wrong';
const { number: from } = measures;
const to = { ...from, baseline: '8' };

describe('CorrectKeyResultBaseline', () => {
  test('keeps both baselines and the reason', () => {
    const state = correct
      .given([defined()])
      .when({ keyResultId, baseline: 8, reason }, { facts, ...as(lead) })
      .then([{ type: 'KeyResultBaselineCorrected', data: { ...subject, from, to, reason } }]);
    expect(state.measure).toEqual(to);
  });

  test('needs a reason once the objective is active', () => {
    const input = { keyResultId, baseline: '8' };
    correct.given([defined()]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'reason');
    correct
      .given([defined()])
      .when(input, { facts: whileDraft })
      .then([{ type: 'KeyResultBaselineCorrected', data: { ...subject, from, to } }]);
  });

  test('changes nothing for the same baseline', () => {
    correct.given([defined()]).when({ keyResultId, baseline: '10' }, { facts }).then([]);
  });

  test.each(['20', '9.5'])('refuses %s: it is the target, or too precise', (baseline) => {
    correct
      .given([defined()])
      .when({ keyResultId, baseline, reason }, { facts })
      .thenRefused('RULE_VIOLATED', 'cannot be measured');
  });

  test.each(['boolean', 'milestones', 'stages', 'band'] as const)('refuses a %s key result', (type) => {
    correct
      .given([defined(measures[type])])
      .when({ keyResultId, baseline: '1', reason }, { facts })
      .thenRefused('RULE_VIOLATED', 'cannot be measured');
  });

  test('refuses others, and a closed objective', () => {
    const input = { keyResultId, baseline: '8', reason };
    correct
      .given([defined()])
      .when(input, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    correct.given([defined()]).when(input, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
  });
});
