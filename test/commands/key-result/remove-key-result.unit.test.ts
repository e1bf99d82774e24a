import { describe, expect, test } from '@jest/globals';
import { removeKeyResult } from '../../../src/commands/key-result/remove-key-result.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, expert, keyResultId, lead } from '../surroundings.ts';
import { afterClosing, defined, facts, removed } from './key-result-history.ts';

const remove = decider(removeKeyResult);
const reason = 'The market is gone';

describe('RemoveKeyResult', () => {
  test.each([{}, { reason }])('takes it out for good: %j', (why) => {
    const state = remove
      .given([defined()])
      .when({ keyResultId, ...why }, { facts, ...as(lead) })
      .then([{ type: 'KeyResultRemoved', data: { ...removed.data, ...why } }]);
    expect(state.removed).toBe(true);
  });

  test('changes nothing for one that was removed', () => {
    remove.given([defined(), removed]).when({ keyResultId }, { facts }).then([]);
  });

  test('refuses others, and a closed objective', () => {
    remove
      .given([defined()])
      .when({ keyResultId }, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    remove
      .given([defined()])
      .when({ keyResultId }, { facts: afterClosing })
      .thenRefused('RULE_VIOLATED', 'closed');
  });
});
