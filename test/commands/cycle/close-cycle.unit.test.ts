import { describe, expect, test } from '@jest/globals';
import { closeCycle } from '../../../src/commands/cycle/close-cycle.ts';
import { DomainError } from '../../../src/core/domain-error.ts';
import { factReader } from '../../support/fact-reader.ts';
import { fold } from '../../support/fold.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';
import { cycleId, inPhase } from './cycle-history.ts';

const state = fold(closeCycle.stream, inPhase.grading);

describe('CloseCycle, objectives', () => {
  test('finds those of the cycle that are neither closed nor archived', async () => {
    const row = (n: number, phase: string, is_archived = false, cycle_id = cycleId) => ({
      id: uuid(n),
      phase,
      is_archived,
      cycle_id,
    });
    const objectives = [
      row(1, 'closed'),
      row(2, 'active'),
      row(3, 'active', true),
      row(4, 'draft'),
      row(5, 'active', false, uuid(21)),
    ];
    const read = factReader({ rows: { objectives } });
    expect(await closeCycle.prepare?.({ cycleId }, read, testContext, state)).toEqual({
      openObjectiveIds: [uuid(2), uuid(4)],
    });
  });

  test('refuses while one is open', () => {
    decider(closeCycle)
      .given(inPhase.grading)
      .when({ cycleId }, { facts: { openObjectiveIds: [uuid(2)] } })
      .thenRefused('RULE_VIOLATED', 'left: 1');
  });

  test('names at most fifty of those that are open', () => {
    const openObjectiveIds = Array.from({ length: 60 }, (_, n) => uuid(n));
    const refusal = (): unknown => {
      try {
        return closeCycle.decide(state, { cycleId }, { ...testContext, facts: { openObjectiveIds } });
      } catch (error) {
        return error instanceof DomainError && error.details.map(({ objectiveId }) => objectiveId);
      }
    };
    expect(refusal()).toEqual(openObjectiveIds.slice(0, 50));
  });
});
