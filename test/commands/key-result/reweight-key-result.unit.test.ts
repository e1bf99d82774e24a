import { describe, expect, test } from '@jest/globals';
import { reweightKeyResult } from '../../../src/commands/key-result/reweight-key-result.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, expert, keyResultId, lead } from '../surroundings.ts';
import { afterClosing, defined, facts, removed, subject } from './key-result-history.ts';

const reweight = decider(reweightKeyResult);
const input = { keyResultId, weight: 2 };

describe('ReweightKeyResult', () => {
  test.each([
    [2, '2'],
    ['0', '0'],
  ])('takes %j', (weight, kept) => {
    const state = reweight
      .given([defined()])
      .when({ keyResultId, weight }, { facts, ...as(lead) })
      .then([{ type: 'KeyResultReweighted', data: { ...subject, weight: kept } }]);
    expect(state.weight).toBe(kept);
  });

  test('changes nothing for the same weight', () => {
    reweight.given([defined()]).when({ keyResultId, weight: '1.0' }, { facts }).then([]);
  });

  test('refuses negative weights, others, and what is closed or removed', () => {
    reweight.given([defined()]).when({ keyResultId, weight: -1 }, { facts }).thenRefused('VALIDATION_FAILED');
    reweight
      .given([defined()])
      .when(input, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    reweight.given([defined()]).when(input, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
    reweight.given([defined(), removed]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'removed');
  });
});
