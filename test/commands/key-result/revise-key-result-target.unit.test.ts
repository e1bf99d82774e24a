import { describe, expect, test } from '@jest/globals';
import { reviseKeyResultTarget } from '../../../src/commands/key-result/revise-key-result-target.ts';
import type { KeyResultMeasure } from '../../../src/domain/key-result-types.ts';
import { decider } from '../../support/given-when-then.ts';
import { as, expert, keyResultId, lead } from '../surroundings.ts';
import {
  afterClosing,
  completed,
  defined,
  facts,
  measures,
  recorded,
  removed,
  subject,
  whileDraft,
} from './key-result-history.ts';

const revise = decider(reviseKeyResultTarget);
const reason = 'The market grew';
const revised = (from: KeyResultMeasure, to: KeyResultMeasure, more: object = { reason }) =>
  ({
    type: 'KeyResultTargetRevised',
    data: { ...subject, from, to, effectiveOn: '2026-02-10', ...more },
  }) as const;
const { number } = measures;
const raised = { ...number, target: '30' };

describe('ReviseKeyResultTarget', () => {
  test('keeps both targets, the reason and the day', () => {
    const state = revise
      .given([defined()])
      .when({ keyResultId, target: 30, reason, effectiveOn: '2026-02-01' }, { facts, ...as(lead) })
      .then([revised(number, raised, { reason, effectiveOn: '2026-02-01' })]);
    expect(state.measure).toEqual(raised);
  });

  test('needs a reason once the objective is active', () => {
    const input = { keyResultId, target: '30' };
    revise.given([defined()]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'reason');
    revise
      .given([defined()])
      .when(input, { facts: whileDraft })
      .then([revised(number, raised, {})]);
  });

  test.each<[KeyResultMeasure, object, KeyResultMeasure]>([
    [number, { commit: '15', stretch: '25' }, { ...number, commit: '15', stretch: '25' }],
    [{ ...number, stretch: '25' }, { target: '30', stretch: null }, raised],
    [measures.percent, { target: '10' }, { ...measures.percent, target: '10' }],
    [measures.currency, { target: '999.5' }, { ...measures.currency, target: '999.5' }],
    [measures.band, { upper: '37.5' }, { ...measures.band, upper: '37.5' }],
    [
      measures.milestones,
      { milestones: [{ id: 'launch', title: 'Launch' }] },
      { type: 'milestones', milestones: [{ id: 'launch', title: 'Launch', weight: '1' }] },
    ],
    [
      measures.stages,
      { stages: { ...measures.stages.stages, target: 'Two markets' } },
      { type: 'stages', stages: { ...measures.stages.stages, target: 'Two markets' } },
    ],
  ])('of %j takes %j', (from, changes, to) => {
    revise
      .given([defined(from)])
      .when({ keyResultId, ...changes, reason }, { facts })
      .then([revised(from, to)]);
  });

  test.each<[KeyResultMeasure, object]>([
    [number, { target: '10' }],
    [number, { target: '20.5' }],
    [number, { commit: '25' }],
    [number, { lower: '1' }],
    [{ ...number, stretch: '25' }, { target: '30' }],
    [measures.percent, { target: '120' }],
    [measures.boolean, { target: '1' }],
    [measures.milestones, { target: '1' }],
    [measures.band, { lower: '50' }],
  ])('of %j refuses %j', (from, changes) => {
    revise
      .given([defined(from)])
      .when({ keyResultId, ...changes, reason }, { facts })
      .thenRefused('RULE_VIOLATED', 'cannot be measured');
  });

  test('wants checkpoints inside the cycle', () => {
    const planned = (date: string) => [{ date, value: '15' }];
    revise
      .given([defined()])
      .when({ keyResultId, checkpoints: planned('2026-02-01'), reason }, { facts })
      .then([revised(number, { ...number, checkpoints: planned('2026-02-01') })]);
    revise
      .given([defined()])
      .when({ keyResultId, checkpoints: planned('2026-05-01'), reason }, { facts })
      .thenRefused('RULE_VIOLATED', 'checkpoints');
  });

  test('changes nothing for the same target', () => {
    revise.given([defined()]).when({ keyResultId, target: '20.0', reason }, { facts }).then([]);
    revise.given([defined()]).when({ keyResultId, stretch: null }, { facts }).then([]);
  });

  test('lets a new target be reached anew', () => {
    const state = revise
      .given([defined(), recorded({ value: '20' }), completed()])
      .when({ keyResultId, target: '30', reason }, { facts })
      .then([revised(number, raised)]);
    expect(state.completedBy).toBeNull();
  });

  test('refuses the future, others, and what is closed or removed', () => {
    const input = { keyResultId, target: '30', reason };
    revise
      .given([defined()])
      .when({ ...input, effectiveOn: '2026-02-11' }, { facts })
      .thenRefused('RULE_VIOLATED', 'future');
    revise
      .given([defined()])
      .when(input, { facts, ...as(expert) })
      .thenRefused('FORBIDDEN');
    revise.given([defined()]).when(input, { facts: afterClosing }).thenRefused('RULE_VIOLATED', 'closed');
    revise.given([defined(), removed]).when(input, { facts }).thenRefused('RULE_VIOLATED', 'removed');
  });
});
