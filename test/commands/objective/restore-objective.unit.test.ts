import { describe, expect, test } from '@jest/globals';
import { restoreObjective } from '../../../src/commands/objective/restore-objective.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, colleague, lead, objectiveId } from '../surroundings.ts';
import { activated, archived, closed, drafted } from './objective-history.ts';

const restore = decider(restoreObjective);
const input = { objectiveId };
const restored = { type: 'ObjectiveRestored', data: input } as const;

describe('RestoreObjective', () => {
  test('brings it back as it was', () => {
    const state = restore
      .given([drafted, activated, closed, archived])
      .when(input, as(lead))
      .then([restored]);
    expect(state).toMatchObject({ archived: false, phase: 'closed' });
    restore.given([drafted, archived, restored]).when(input).then([]);
  });

  test('refuses others', () => {
    restore.given([drafted, archived]).when(input, as(colleague)).thenRefused('FORBIDDEN');
  });
});
