import { describe, expect, test } from '@jest/globals';
import { activateCycle } from '../../../src/commands/cycle/activate-cycle.ts';
import { closeCycle } from '../../../src/commands/cycle/close-cycle.ts';
import { openCycleGrading } from '../../../src/commands/cycle/open-cycle-grading.ts';
import { reopenCycle } from '../../../src/commands/cycle/reopen-cycle.ts';
import { decider } from '../../support/given-when-then.ts';
import { activated, closed, cycleId, gradingOpened, inPhase, reason, reopened } from './cycle-history.ts';

const activate = decider(activateCycle);
const openGrading = decider(openCycleGrading);
const close = decider(closeCycle);
const reopen = decider(reopenCycle);
const allClosed = { facts: { openObjectiveIds: [] } };

describe('ActivateCycle', () => {
  test('starts a defined cycle, and changes nothing for an active one', () => {
    expect(activate.given(inPhase.defined).when({ cycleId }).then([activated]).phase).toBe('active');
    activate.given(inPhase.active).when({ cycleId }).then([]);
  });

  test.each(['grading', 'closed'] as const)('refuses one that is %s', (phase) => {
    activate.given(inPhase[phase]).when({ cycleId }).thenRefused('RULE_VIOLATED', phase);
  });
});

describe('OpenCycleGrading', () => {
  test('starts the grading of an active cycle, and changes nothing for one in grading', () => {
    expect(openGrading.given(inPhase.active).when({ cycleId }).then([gradingOpened]).phase).toBe('grading');
    openGrading.given(inPhase.grading).when({ cycleId }).then([]);
  });

  test.each(['defined', 'closed'] as const)('refuses one that is %s', (phase) => {
    openGrading.given(inPhase[phase]).when({ cycleId }).thenRefused('RULE_VIOLATED', phase);
  });
});

describe('CloseCycle, phases', () => {
  test('closes a cycle in grading, and changes nothing for a closed one', () => {
    expect(close.given(inPhase.grading).when({ cycleId }, allClosed).then([closed]).phase).toBe('closed');
    close.given(inPhase.closed).when({ cycleId }, allClosed).then([]);
  });

  test.each(['defined', 'active'] as const)('refuses one that is %s', (phase) => {
    close.given(inPhase[phase]).when({ cycleId }, allClosed).thenRefused('RULE_VIOLATED', phase);
  });
});

describe('ReopenCycle', () => {
  test('takes a closed cycle back to grading, from where it can be closed again', () => {
    const { phase } = reopen.given(inPhase.closed).when({ cycleId, reason }).then([reopened]);
    expect(phase).toBe('grading');
    close
      .given([...inPhase.closed, reopened])
      .when({ cycleId }, allClosed)
      .then([closed]);
  });

  test.each(['defined', 'active', 'grading'] as const)('refuses one that is %s', (phase) => {
    reopen.given(inPhase[phase]).when({ cycleId, reason }).thenRefused('RULE_VIOLATED', phase);
  });

  test.each([{}, { reason: ' ' }])('needs a reason: %j', (input) => {
    reopen
      .given(inPhase.closed)
      .when({ cycleId, ...input })
      .thenRefused('VALIDATION_FAILED', 'reason');
  });
});

test.each([
  [activate, {}],
  [openGrading, {}],
  [close, {}],
  [reopen, { reason }],
] as const)('phase command %# is for owners and admins, of a cycle that is there', (command, input) => {
  const { admits } = command.given(inPhase.active);
  expect(admits({ cycleId, ...input }, { role: 'admin' })).toBe(true);
  expect(admits({ cycleId, ...input }, { role: 'manager' })).toBe(false);
  command
    .given([])
    .when({ cycleId, ...input })
    .thenRefused('NOT_FOUND');
});
