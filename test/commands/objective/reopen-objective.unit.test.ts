import { describe, expect, test } from '@jest/globals';
import { reopenObjective } from '../../../src/commands/objective/reopen-objective.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, closedCycle, cycle, lead, objectiveId, organization } from '../surroundings.ts';
import { activated, archived, closed, drafted } from './objective-history.ts';

const reopen = decider(reopenObjective);
const facts = { organization, cycle };
const input = { objectiveId, reason: 'A late delivery' };
const past = [drafted, activated, closed];

describe('ReopenObjective', () => {
  test('makes a closed objective active again', () => {
    const state = reopen
      .given(past)
      .when(input, { facts })
      .then([{ type: 'ObjectiveReopened', data: input }]);
    expect(state.phase).toBe('active');
  });

  test('changes nothing for one that is active', () => {
    reopen.given([drafted, activated]).when(input, { facts }).then([]);
  });

  test('refuses drafts, archived ones, a closed cycle, and no reason', () => {
    reopen.given([drafted]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'not closed');
    reopen
      .given([...past, archived])
      .when(input, { facts })
      .thenRefused('RULE_VIOLATED', 'archived');
    reopen
      .given(past)
      .when(input, { facts: { organization, cycle: closedCycle } })
      .thenRefused('RULE_VIOLATED', 'cycle');
    reopen.given(past).when({ objectiveId }, { facts }).thenRefused('VALIDATION_FAILED');
  });

  test('is for managers and those above, not for its owners', () => {
    expect(reopen.given(past).admits(input, { role: 'manager' })).toBe(true);
    expect(reopen.given(past).admits(input, as(lead))).toBe(false);
  });
});
