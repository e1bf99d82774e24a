import { describe, expect, test } from '@jest/globals';
import { waiveKeyResult } from '../../../src/commands/key-result/waive-key-result.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, expert, keyResultId, lead } from '../surroundings.ts';
import { afterClosing, defined, facts, removed, waived, whileDraft } from './key-result-history.ts';

const waive = decider(waiveKeyResult);
const input = { keyResultId, reason: 'The market is gone' };

describe('WaiveKeyResult', () => {
  test.each([facts, whileDraft])('lets it no longer count: %#', (around) => {
    const state = waive
      .given([defined()])
      .when(input, { facts: around, ...as(lead) })
      .then([waived]);
    expect(state.waived).toBe(true);
  });

  test('changes nothing for one that was waived', () => {
    waive.given([defined(), waived]).when(input, { facts }).then([]);
  });

  test('refuses no reason, others, and what is closed or removed', () => {
    waive.given([defined()]).when({ keyResultId }, { facts }).thenRefused('VALIDATION_FAILED');
    waive
      .given([defined()])
      .when(input, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    waive.given([defined()]).when(input, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
    waive.given([defined(), removed]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'removed');
  });
});
