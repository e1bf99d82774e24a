import { describe, expect, test } from '@jest/globals';
import { reviseObjective } from '../../../src/commands/objective/revise-objective.ts';
import { decider } from '../../support/given-when-then.ts';
import { uuid } from '../../support/uuid.ts';
import { as, colleague, lead, objectiveId } from '../surroundings.ts';
import { activated, archived, closed, drafted } from './objective-history.ts';

const revise = decider(reviseObjective);
const teamId = uuid(70);

describe('ReviseObjective', () => {
  test('tells only what has changed', () => {
    const state = revise
      .given([drafted])
      .when({ objectiveId, title: 'Delight customers', description: 'Why', teamId, tags: ['growth'] })
      .then([
        { type: 'ObjectiveRevised', data: { objectiveId, description: 'Why', teamId, tags: ['growth'] } },
      ]);
    expect(state).toMatchObject({ title: 'Delight customers', description: 'Why', teamId, tags: ['growth'] });
  });

  test('takes an objective from its team and empties its description', () => {
    const state = revise
      .given([{ ...drafted, data: { ...drafted.data, teamId, description: 'Why' } }])
      .when({ objectiveId, teamId: null, description: '', visibility: 'private', title: 'Wow' })
      .then([
        {
          type: 'ObjectiveRevised',
          data: { objectiveId, title: 'Wow', description: '', teamId: null, visibility: 'private' },
        },
      ]);
    expect(state).toMatchObject({ teamId: null, description: '', visibility: 'private' });
  });

  test('changes nothing where nothing differs', () => {
    const { title, visibility, tags } = drafted.data;
    revise.given([drafted]).when({ objectiveId }).then([]);
    revise.given([drafted]).when({ objectiveId, title, visibility, tags, teamId: null }).then([]);
  });

  test('is for its owners and those above', () => {
    const input = { objectiveId, title: 'Wow' };
    const revised = { type: 'ObjectiveRevised', data: input } as const;
    revise.given([drafted, activated]).when(input, as(lead)).then([revised]);
    revise.given([drafted, activated]).when(input, as(colleague, 'manager')).then([revised]);
    revise.given([drafted, activated]).when(input, as(colleague)).thenRefused('FORBIDDEN');
    expect(revise.given([drafted]).admits(input, { ...as(lead), role: 'viewer' })).toBe(false);
  });

  test('is not for API keys that share the id of an owner', () => {
    revise
      .given([drafted])
      .when({ objectiveId, title: 'Wow' }, { actor: { type: 'apiKey', id: lead }, role: 'member' })
      .thenRefused('FORBIDDEN');
  });

  test('refuses what is closed, archived or unknown', () => {
    const input = { objectiveId, title: 'Wow' };
    revise.given([drafted, activated, closed]).when(input).thenRefused('RULE_VIOLATED', 'closed');
    revise.given([drafted, archived]).when(input).thenRefused('RULE_VIOLATED', 'archived');
    revise.given([]).when(input).thenRefused('NOT_FOUND');
  });
});
