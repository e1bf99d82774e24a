import { describe, expect, test } from '@jest/globals';
import { cycleStream } from '../../../src/commands/cycle/cycle.stream.ts';
import { gradeKeyResult } from '../../../src/commands/key-result/grade-key-result.ts';
import { objectiveStream } from '../../../src/commands/objective/objective.stream.ts';
import { organizationStream } from '../../../src/commands/organization/organization.stream.ts';
import type { CheckInValue } from '../../../src/domain/key-result-types.ts';
import { factReader } from '../../support/fact-reader.ts';
import { fold } from '../../support/fold.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import { as, colleague, cycleId, expert, keyResultId, lead, objectiveId } from '../surroundings.ts';
import {
  afterClosing,
  defined,
  facts,
  graded,
  measures,
  recorded,
  removed,
  retracted,
  subject,
  waived,
  whileDraft,
} from './key-result-history.ts';

const grade = decider(gradeKeyResult);
const input = { keyResultId, score: '0.7' };
const past = [defined(), recorded()];

describe('GradeKeyResult', () => {
  test.each([as(expert), as(lead)])('keeps the score beside the computed one: %j', (who) => {
    const state = grade
      .given(past)
      .when(input, { facts, ...who })
      .then([graded]);
    expect(state.grade).toEqual({ score: '0.7', note: undefined });
  });

  test.each<[keyof typeof measures, CheckInValue, string]>([
    ['number', '25', '1.0'],
    ['number', '5', '0.0'],
    ['percent', '65', '0.3'],
    ['currency', '449.99', '0.4'],
    ['boolean', true, '1.0'],
    ['milestones', ['build'], '0.8'],
    ['stages', 'target', '0.7'],
    ['band', '35', '0.0'],
  ])('of a %s key result at %j computes %s', (type, value, computedScore) => {
    const data = { ...subject, score: '0.7', computedScore, note: 'Hm' };
    grade
      .given([defined(measures[type]), recorded({ value })])
      .when({ ...input, note: 'Hm' }, { facts })
      .then([{ type: 'KeyResultGraded', data } as typeof graded]);
  });

  test('computes 0 where no check-in counts', () => {
    const none = {
      type: 'KeyResultGraded',
      data: { ...subject, score: '0.7', computedScore: '0.0' },
    } as const;
    grade.given([defined()]).when(input, { facts }).then([none]);
    grade
      .given([...past, retracted()])
      .when(input, { facts })
      .then([none]);
  });

  test('grades again, and changes nothing for the same grade', () => {
    grade
      .given([...past, graded])
      .when(input, { facts })
      .then([]);
    grade
      .given([...past, graded])
      .when({ ...input, score: 1 }, { facts })
      .then([{ type: 'KeyResultGraded', data: { ...subject, score: '1.0', computedScore: '0.5' } }]);
  });

  test('refuses other scores, others, drafts, and what is closed, waived or removed', () => {
    grade
      .given(past)
      .when({ ...input, score: '0.75' }, { facts })
      .thenRefused('VALIDATION_FAILED', 'steps');
    grade
      .given(past)
      .when(input, { facts, ...as(colleague) })
      .thenRefused('FORBIDDEN');
    grade.given(past).when(input, { facts: whileDraft }).thenRefused('RULE_VIOLATED', 'draft');
    grade.given(past).when(input, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
    grade
      .given([...past, waived])
      .when(input, { facts })
      .thenRefused('RULE_VIOLATED', 'waived');
    grade
      .given([...past, removed])
      .when(input, { facts })
      .thenRefused('RULE_VIOLATED', 'removed');
  });

  test('asks for what surrounds the key result', async () => {
    const organization = [organizationStream, testContext.organizationId, facts.organization] as const;
    const objective = [objectiveStream, objectiveId, facts.objective] as const;
    const cycle = [cycleStream, cycleId, facts.cycle] as const;
    const prepare = (...states: (typeof organization | typeof objective | typeof cycle)[]) =>
      gradeKeyResult.prepare?.(
        gradeKeyResult.input.parse(input),
        factReader({ states }),
        testContext,
        fold(gradeKeyResult.stream, past),
      );
    expect(await prepare(organization, objective, cycle)).toEqual(facts);
    await expect(prepare(organization, cycle)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
