import { describe, expect, test } from '@jest/globals';
import { changeKeyResultOwner } from '../../../src/commands/key-result/change-key-result-owner.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, colleague, expert, keyResultId, lead, stranger } from '../surroundings.ts';
import { afterClosing, defined, facts, subject } from './key-result-history.ts';

const change = decider(changeKeyResultOwner);
const input = { keyResultId, ownerId: colleague };

describe('ChangeKeyResultOwner', () => {
  test('hands it over', () => {
    const state = change
      .given([defined()])
      .when(input, { facts, ...as(lead) })
      .then([{ type: 'KeyResultOwnerChanged', data: { ...subject, ownerId: colleague } }]);
    expect(state.ownerId).toBe(colleague);
  });

  test('changes nothing for the same owner', () => {
    change.given([defined()]).when({ keyResultId, ownerId: expert }, { facts }).then([]);
  });

  test('refuses strangers, others, and a closed objective', () => {
    change
      .given([defined()])
      .when({ keyResultId, ownerId: stranger }, { facts })
      .thenRefused('RULE_VIOLATED', stranger);
    change
      .given([defined()])
      .when(input, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    change.given([defined()]).when(input, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
  });
});
