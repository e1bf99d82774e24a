import { describe, expect, test } from '@jest/globals';
import { cycleStream } from '../../../src/commands/cycle/cycle.stream.ts';
import { defineKeyResult } from '../../../src/commands/key-result/define-key-result.ts';
import { objectiveStream } from '../../../src/commands/objective/objective.stream.ts';
import { organizationStream } from '../../../src/commands/organization/organization.stream.ts';
import { factReader } from '../../support/fact-reader.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import { as, asProcess, colleague, cycleId, expert, lead, stranger } from '../surroundings.ts';
import {
  afterClosing,
  afterCycle,
  defined,
  facts,
  measures,
  subject,
  whileArchived,
  whileDraft,
} from './key-result-history.ts';

const define = decider(defineKeyResult);
const input = { ...subject, title: ' More leads ', ownerId: expert, measure: measures.number };

describe('DefineKeyResult', () => {
  test.each(Object.values(measures))('defines one: %j', (measure) => {
    const state = define
      .given([])
      .when({ ...input, measure }, { facts: whileDraft, ...as(lead) })
      .then([defined(measure)]);
    expect(state).toMatchObject({ measure, cycleId, current: null, checkIns: [], grade: null });
  });

  test('belongs to the first owner of the objective, unless it says otherwise', () => {
    const { ownerId: _, ...rest } = input;
    const state = define
      .given([])
      .when({ ...rest, description: 'Why', weight: 2.5 }, { facts, ...asProcess })
      .then([
        {
          type: 'KeyResultDefined',
          data: {
            ...subject,
            cycleId,
            title: 'More leads',
            description: 'Why',
            ownerId: lead,
            weight: '2.5',
            measure: measures.number,
          },
        },
      ]);
    expect(state).toMatchObject({ ownerId: lead, weight: '2.5', description: 'Why' });
  });

  test('refuses owners who are no members', () => {
    define
      .given([])
      .when({ ...input, ownerId: stranger }, { facts })
      .thenRefused('RULE_VIOLATED', stranger);
  });

  test('is for owners of the objective and managers', () => {
    define
      .given([])
      .when(input, { facts, ...as(colleague, 'manager') })
      .then([defined()]);
    define
      .given([])
      .when(input, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    expect(define.given([]).admits(input, as(lead, 'viewer'))).toBe(false);
  });

  test('refuses a closed or archived objective, and a closed cycle', () => {
    const when = (around: typeof facts) => define.given([]).when(input, { facts: around });
    when(afterClosing).thenRefused('RULE_VIOLATED', 'objective is closed');
    when(whileArchived).thenRefused('RULE_VIOLATED', 'archived');
    when(afterCycle).thenRefused('RULE_VIOLATED', 'cycle is closed');
  });

  test('wants checkpoints inside the cycle', () => {
    const planned = (date: string) => {
      const measure = { ...measures.number, checkpoints: [{ date, value: '15' }] };
      return { measure, decision: define.given([]).when({ ...input, measure }, { facts }) };
    };
    const { measure, decision } = planned('2026-02-01');
    decision.then([defined(measure)]);
    planned('2026-05-01').decision.thenRefused('RULE_VIOLATED', 'checkpoints');
  });

  test.each([
    { measure: { ...measures.number, target: '10' } },
    { measure: { type: 'guess' } },
    { weight: '-1' },
    { title: '' },
  ])('refuses %j', (wrong) => {
    define
      .given([])
      .when({ ...input, ...wrong }, { facts })
      .thenRefused('VALIDATION_FAILED');
  });

  test('refuses an id that is taken', () => {
    define.given([defined()]).when(input, { facts }).thenRefused('CONFLICT');
  });

  test('asks for the objective and for its cycle', async () => {
    const prepare = (states: Parameters<typeof factReader>[0]['states'] = []) =>
      defineKeyResult.prepare?.(
        defineKeyResult.input.parse(input),
        factReader({
          states: [[organizationStream, testContext.organizationId, facts.organization], ...states],
        }),
        testContext,
        defineKeyResult.stream.initial,
      );
    const objective = [objectiveStream, subject.objectiveId, facts.objective] as const;
    expect(await prepare([objective, [cycleStream, cycleId, facts.cycle]])).toEqual(facts);
    await expect(prepare()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
