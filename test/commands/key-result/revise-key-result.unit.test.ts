import { describe, expect, test } from '@jest/globals';
import { reviseKeyResult } from '../../../src/commands/key-result/revise-key-result.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, expert, keyResultId, lead } from '../surroundings.ts';
import {
  afterClosing,
  afterCycle,
  defined,
  facts,
  measures,
  recorded,
  removed,
  retracted,
  subject,
  whileDraft,
} from './key-result-history.ts';

const revise = decider(reviseKeyResult);
const revised = (data: object) => ({ type: 'KeyResultRevised', data: { ...subject, ...data } }) as const;

describe('ReviseKeyResult', () => {
  test('tells only what has changed', () => {
    const state = revise
      .given([defined()])
      .when({ keyResultId, title: 'More leads', description: 'Why' }, { facts, ...as(lead) })
      .then([revised({ description: 'Why' })]);
    expect(state).toMatchObject({ title: 'More leads', description: 'Why' });
  });

  test('takes the description away', () => {
    const state = revise
      .given([defined(), revised({ description: 'Why' })])
      .when({ keyResultId, title: 'Leads', description: null }, { facts })
      .then([revised({ title: 'Leads', description: null })]);
    expect(state).toMatchObject({ title: 'Leads', description: null });
  });

  test('changes nothing where nothing differs', () => {
    revise
      .given([defined()])
      .when({ keyResultId, title: 'More leads', description: null, measure: measures.number }, { facts })
      .then([]);
  });

  test('changes how an active key result is measured, not its aim', () => {
    const finer = { ...measures.number, unit: 'qualified leads', precision: 1, commit: '15' };
    revise
      .given([defined(), recorded()])
      .when({ keyResultId, measure: finer }, { facts })
      .then([revised({ measure: finer })]);
    const raised = { ...measures.number, target: '30' };
    revise
      .given([defined(), recorded()])
      .when({ keyResultId, measure: raised }, { facts })
      .thenRefused('RULE_VIOLATED', 'active');
    revise
      .given([defined()])
      .when({ keyResultId, measure: raised }, { facts: whileDraft })
      .then([revised({ measure: raised })]);
  });

  test.each([
    [measures.number, { ...measures.number, baseline: '5' }],
    [measures.band, { ...measures.band, upper: '39' }],
    [measures.milestones, { ...measures.milestones, milestones: measures.milestones.milestones.slice(1) }],
    [measures.stages, { ...measures.stages, stages: { ...measures.stages.stages, target: 'Two markets' } }],
  ])('knows the aim of %j', (before, after) => {
    revise
      .given([defined(before)])
      .when({ keyResultId, measure: after }, { facts })
      .thenRefused('RULE_VIOLATED', 'active');
  });

  test.each(Object.values(measures))('fixes the type with the first check-in, against %j', (measure) => {
    const before = measure.type === 'number' ? measures.percent : measures.number;
    const check = recorded({ value: '30' });
    revise
      .given([defined(before)])
      .when({ keyResultId, measure }, { facts })
      .then([revised({ measure })]);
    for (const past of [[check], [check, retracted()]]) {
      revise
        .given([defined(before), ...past])
        .when({ keyResultId, measure }, { facts })
        .thenRefused('RULE_VIOLATED', 'type');
    }
  });

  test('fixes the currency with the first check-in', () => {
    const measure = { ...measures.currency, currency: 'USD' };
    revise
      .given([defined(measures.currency)])
      .when({ keyResultId, measure }, { facts })
      .then([revised({ measure })]);
    revise
      .given([defined(measures.currency), recorded()])
      .when({ keyResultId, measure }, { facts })
      .thenRefused('RULE_VIOLATED', 'type');
  });

  test('wants checkpoints inside the cycle', () => {
    const measure = { ...measures.number, checkpoints: [{ date: '2026-05-01', value: '15' }] };
    revise
      .given([defined()])
      .when({ keyResultId, measure }, { facts })
      .thenRefused('RULE_VIOLATED', 'checkpoints');
  });

  test('is for owners of the objective, while it is open and the key result there', () => {
    const input = { keyResultId, title: 'Leads' };
    revise
      .given([defined()])
      .when(input, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    revise.given([defined()]).when(input, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
    revise.given([defined()]).when(input, { facts: afterCycle }).thenRefused('RULE_VIOLATED', 'cycle');
    revise.given([defined(), removed]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'removed');
  });
});
