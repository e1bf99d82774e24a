import { describe, expect, test } from '@jest/globals';
import { changeObjectiveOwners } from '../../../src/commands/objective/change-objective-owners.ts';
import { organizationStream } from '../../../src/commands/organization/organization.stream.ts';
import { factReader } from '../../support/fact-reader.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import { as, colleague, expert, lead, objectiveId, organization, stranger } from '../surroundings.ts';
import { activated, closed, drafted } from './objective-history.ts';

const change = decider(changeObjectiveOwners);
const facts = { organization };
const input = { objectiveId, ownerIds: [colleague, lead] };
const changed = { type: 'ObjectiveOwnersChanged', data: input } as const;

describe('ChangeObjectiveOwners', () => {
  test('replaces all owners', () => {
    const state = change
      .given([drafted])
      .when(input, { facts, ...as(lead) })
      .then([changed]);
    expect(state.ownerIds).toEqual([colleague, lead]);
  });

  test('lets the new owners go on, and no longer the old ones', () => {
    const handedOver = { ...changed, data: { objectiveId, ownerIds: [colleague] } };
    change
      .given([drafted, handedOver])
      .when(input, { facts, ...as(colleague) })
      .then([changed]);
    change
      .given([drafted, handedOver])
      .when(input, { facts, ...as(lead) })
      .thenRefused('FORBIDDEN');
  });

  test('changes nothing for the same owners in the same order', () => {
    change.given([drafted, changed]).when(input, { facts }).then([]);
  });

  test('refuses strangers, other members, and what is closed', () => {
    change
      .given([drafted])
      .when({ objectiveId, ownerIds: [stranger] }, { facts })
      .thenRefused('RULE_VIOLATED', stranger);
    change
      .given([drafted])
      .when(input, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    change.given([drafted, activated, closed]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'closed');
    change.given([drafted]).when({ objectiveId, ownerIds: [] }, { facts }).thenRefused('VALIDATION_FAILED');
  });

  test('asks for the organization', async () => {
    const reader = factReader({
      states: [[organizationStream, testContext.organizationId, organization]],
    });
    const { initial } = changeObjectiveOwners.stream;
    expect(await changeObjectiveOwners.prepare?.(input, reader, testContext, initial)).toEqual(facts);
  });
});
