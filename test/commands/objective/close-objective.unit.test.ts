import { describe, expect, test } from '@jest/globals';
import { closeObjective } from '../../../src/commands/objective/close-objective.ts';
import { organizationStream } from '../../../src/commands/organization/organization.stream.ts';
import { factReader } from '../../support/fact-reader.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';
import { as, colleague, lead, objectiveId, organization } from '../surroundings.ts';
import { activated, archived, closed, drafted } from './objective-history.ts';

const close = decider(closeObjective);
const active = [drafted, activated];
const graded = {
  weight: '1',
  clamped_progress: '0.800000',
  is_removed: false,
  is_waived: false,
  is_graded: true,
};
const half = { ...graded, weight: '3', clamped_progress: '0.5' };
const ungraded = { ...graded, clamped_progress: '0', is_graded: false };
const waived = { ...ungraded, is_waived: true };
const removed = { ...ungraded, is_removed: true };
const factsOf = (...keyResults: (typeof graded)[]) => ({ facts: { organization, keyResults } });

const closedWith = (data: object) =>
  ({
    type: 'ObjectiveClosed',
    data: { ...closed.data, closedOn: '2026-02-10', outcome: 'partial', ...data },
  }) as const;

describe('CloseObjective', () => {
  test('suggests the weighted progress as its score', () => {
    const state = close
      .given(active)
      .when({ objectiveId, outcome: 'partial' }, { ...factsOf(graded, half), ...as(lead) })
      .then([closedWith({ computedScore: '0.6', finalScore: '0.6' })]);
    expect(state.phase).toBe('closed');
  });

  test('keeps the score and the narrative that are given beside the computed one', () => {
    close
      .given(active)
      .when({ objectiveId, outcome: 'achieved', finalScore: 1, narrative: 'Well done' }, factsOf(graded))
      .then([
        closedWith({ outcome: 'achieved', computedScore: '0.8', finalScore: '1.0', narrative: 'Well done' }),
      ]);
  });

  test('leaves out what was waived or removed', () => {
    close
      .given(active)
      .when({ objectiveId, outcome: 'partial' }, factsOf(graded, waived, removed))
      .then([closedWith({ computedScore: '0.8', finalScore: '0.8' })]);
  });

  test('refuses while a key result is neither graded, waived nor removed, unless it is dropped', () => {
    close
      .given(active)
      .when({ objectiveId, outcome: 'missed' }, factsOf(graded, ungraded))
      .thenRefused('RULE_VIOLATED', 'left: 1');
    close
      .given(active)
      .when({ objectiveId, outcome: 'dropped' }, factsOf(graded, ungraded))
      .then([closedWith({ outcome: 'dropped', computedScore: '0.4', finalScore: null })]);
  });

  test('needs a score where nothing was measured, unless it is dropped', () => {
    const input = { objectiveId, outcome: 'achieved' };
    close.given(active).when(input, factsOf()).thenRefused('RULE_VIOLATED', 'finalScore');
    close
      .given(active)
      .when({ ...input, finalScore: '0.70' }, factsOf(waived))
      .then([closedWith({ outcome: 'achieved', computedScore: null, finalScore: '0.7' })]);
    close
      .given(active)
      .when({ ...input, outcome: 'dropped' }, factsOf())
      .then([closedWith({ outcome: 'dropped', computedScore: null, finalScore: null })]);
  });

  test('refuses others, drafts, and what is closed or archived', () => {
    const input = { objectiveId, outcome: 'achieved' };
    const facts = factsOf(graded);
    close
      .given(active)
      .when(input, { ...facts, ...as(colleague) })
      .thenRefused('FORBIDDEN');
    close.given([drafted]).when(input, facts).thenRefused('RULE_VIOLATED', 'never activated');
    close
      .given([...active, closed])
      .when(input, facts)
      .thenRefused('RULE_VIOLATED', 'closed');
    close.given([drafted, archived]).when(input, facts).thenRefused('RULE_VIOLATED', 'archived');
  });

  test.each([{ outcome: 'great' }, { finalScore: '0.55' }, { finalScore: 1.1 }])('refuses %j', (wrong) => {
    close
      .given(active)
      .when({ objectiveId, outcome: 'achieved', ...wrong }, factsOf(graded))
      .thenRefused('VALIDATION_FAILED');
  });

  test('asks for the key results of the objective', async () => {
    const reader = factReader({
      states: [[organizationStream, testContext.organizationId, organization]],
      rows: {
        key_results: [
          { ...graded, id: uuid(40), objective_id: objectiveId },
          { ...half, id: uuid(41), objective_id: uuid(31) },
        ],
      },
    });
    const parsed = closeObjective.input.parse({ objectiveId, outcome: 'achieved' });
    const { initial } = closeObjective.stream;
    const facts = await closeObjective.prepare?.(parsed, reader, testContext, initial);
    expect(facts).toEqual({ organization, keyResults: [graded] });
  });
});
