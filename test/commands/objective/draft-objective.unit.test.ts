import { describe, expect, test } from '@jest/globals';
import { cycleStream } from '../../../src/commands/cycle/cycle.stream.ts';
import { draftObjective } from '../../../src/commands/objective/draft-objective.ts';
import { organizationStream } from '../../../src/commands/organization/organization.stream.ts';
import { factReader } from '../../support/fact-reader.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';
import {
  as,
  asProcess,
  boss,
  closedCycle,
  colleague,
  cycle,
  cycleId,
  lead,
  objectiveId,
  organization,
  stranger,
} from '../surroundings.ts';
import { drafted } from './objective-history.ts';

const draft = decider(draftObjective);
const input = { objectiveId, cycleId, title: ' Delight customers ' };
const facts = { organization, cycle };

describe('DraftObjective', () => {
  test('drafts an objective of the one who asks', () => {
    const state = draft
      .given([])
      .when(input, { facts, ...as(lead) })
      .then([drafted]);
    expect(state).toMatchObject({ phase: 'draft', archived: false, teamId: null, ownerIds: [lead] });
  });

  test('takes everything that is named', () => {
    const named = {
      description: 'Why',
      ownerIds: [lead, colleague],
      teamId: uuid(70),
      visibility: 'private' as const,
      tags: ['growth'],
    };
    draft
      .given([])
      .when({ ...input, ...named }, { facts })
      .then([{ type: 'ObjectiveDrafted', data: { ...drafted.data, ...named } }]);
  });

  test('lets a member draft what is theirs too, and nothing else', () => {
    const shared = { ...input, ownerIds: [lead, colleague] };
    draft
      .given([])
      .when(shared, { facts, ...as(colleague) })
      .then([{ type: 'ObjectiveDrafted', data: { ...drafted.data, ownerIds: [lead, colleague] } }]);
    draft
      .given([])
      .when({ ...input, ownerIds: [lead] }, { facts, ...as(colleague) })
      .thenRefused('FORBIDDEN');
  });

  test.each([as(boss, 'manager'), asProcess])('lets managers and processes draft for others: %j', (who) => {
    draft
      .given([])
      .when({ ...input, ownerIds: [lead] }, { facts, ...who })
      .then([drafted]);
  });

  test('refuses owners who are no members', () => {
    draft
      .given([])
      .when({ ...input, ownerIds: [lead, stranger] }, { facts })
      .thenRefused('RULE_VIOLATED', stranger);
  });

  test('refuses a cycle that does not exist or is closed', () => {
    draft
      .given([])
      .when(input, { facts: { organization, cycle: null } })
      .thenRefused('RULE_VIOLATED', 'cycleId names no cycle');
    draft
      .given([])
      .when(input, { facts: { organization, cycle: closedCycle } })
      .thenRefused('RULE_VIOLATED', 'closed');
  });

  test.each([
    { title: ' ' },
    { ownerIds: [] },
    { ownerIds: [lead, lead] },
    { tags: ['a', 'a'] },
    { visibility: 'public' },
    { unknown: 1 },
  ])('refuses %j', (wrong) => {
    draft
      .given([])
      .when({ ...input, ...wrong }, { facts })
      .thenRefused('VALIDATION_FAILED');
  });

  test('admits members and those above', () => {
    const admitted = (
      ['owner', 'admin', 'manager', 'member', 'viewer', 'analyst', 'auditor'] as const
    ).filter((role) => draft.given([]).admits(input, { role }));
    expect(admitted).toEqual(['owner', 'admin', 'manager', 'member']);
  });

  test('asks for the organization and the cycle', async () => {
    const parsed = draftObjective.input.parse(input);
    const prepare = (reader: ReturnType<typeof factReader>) =>
      draftObjective.prepare?.(parsed, reader, testContext, draftObjective.stream.initial);
    const known = [organizationStream, testContext.organizationId, organization] as const;
    expect(await prepare(factReader({ states: [known, [cycleStream, cycleId, cycle]] }))).toEqual(facts);
    expect(await prepare(factReader({ states: [known] }))).toEqual({ organization, cycle: null });
    await expect(prepare(factReader({}))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
