import { describe, expect, test } from '@jest/globals';
import { cycleStream } from '../../../src/commands/cycle/cycle.stream.ts';
import { activateObjective } from '../../../src/commands/objective/activate-objective.ts';
import { organizationStream } from '../../../src/commands/organization/organization.stream.ts';
import { factReader } from '../../support/fact-reader.ts';
import { fold } from '../../support/fold.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import {
  as,
  closedCycle,
  colleague,
  cycle,
  cycleId,
  lead,
  objectiveId,
  organization,
} from '../surroundings.ts';
import { activated, archived, closed, drafted } from './objective-history.ts';

const activate = decider(activateObjective);
const facts = { organization, cycle };
const input = { objectiveId };
const activatedToday = {
  type: 'ObjectiveActivated',
  data: { objectiveId, activatedOn: '2026-02-10' },
} as const;

describe('ActivateObjective', () => {
  test('activates a draft', () => {
    const state = activate
      .given([drafted])
      .when(input, { facts, ...as(lead) })
      .then([activatedToday]);
    expect(state.phase).toBe('active');
  });

  test('writes down the day that it is where the organization is', () => {
    const settings = { ...organization.settings, timeZone: 'Pacific/Auckland' };
    activate
      .given([drafted])
      .when(input, {
        facts: { cycle, organization: { ...organization, settings } },
        now: '2026-02-09T12:00:00.000Z',
      })
      .then([activatedToday]);
  });

  test('may come before the cycle', () => {
    const ahead = { organization, cycle: { ...cycle, phase: 'defined' } as const };
    activate.given([drafted]).when(input, { facts: ahead }).then([activatedToday]);
  });

  test('changes nothing for one that is active', () => {
    activate.given([drafted, activated]).when(input, { facts }).then([]);
  });

  test('refuses others, and what is closed or archived', () => {
    activate
      .given([drafted])
      .when(input, { facts, ...as(colleague) })
      .thenRefused('FORBIDDEN');
    activate
      .given([drafted, activated, closed])
      .when(input, { facts })
      .thenRefused('RULE_VIOLATED', 'reopen');
    activate.given([drafted, archived]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'restore');
    activate
      .given([drafted])
      .when(input, { facts: { organization, cycle: closedCycle } })
      .thenRefused('RULE_VIOLATED', 'the cycle is closed');
  });

  test('asks for the organization and its cycle', async () => {
    const reader = factReader({
      states: [
        [organizationStream, testContext.organizationId, organization],
        [cycleStream, cycleId, cycle],
      ],
    });
    const state = fold(activateObjective.stream, [drafted]);
    expect(await activateObjective.prepare?.(input, reader, testContext, state)).toEqual(facts);
  });
});
