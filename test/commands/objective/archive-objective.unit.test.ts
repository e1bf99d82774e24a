import { describe, expect, test } from '@jest/globals';
import { archiveObjective } from '../../../src/commands/objective/archive-objective.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, colleague, lead, objectiveId } from '../surroundings.ts';
import { activated, archived, closed, drafted } from './objective-history.ts';

const archive = decider(archiveObjective);
const input = { objectiveId };

describe('ArchiveObjective', () => {
  test.each([[[drafted]], [[drafted, activated, closed]]])('puts it away: %#', (past) => {
    const state = archive.given(past).when(input, as(lead)).then([archived]);
    expect(state.archived).toBe(true);
  });

  test('changes nothing for one that is archived', () => {
    archive.given([drafted, archived]).when(input).then([]);
  });

  test('refuses an active one, and others', () => {
    archive.given([drafted, activated]).when(input).thenRefused('RULE_VIOLATED', 'close it first');
    archive.given([drafted]).when(input, as(colleague)).thenRefused('FORBIDDEN');
  });
});
