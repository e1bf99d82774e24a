import { describe, expect, test } from '@jest/globals';
import { defineCycle } from '../../../src/commands/cycle/define-cycle.ts';
import { decider } from '../../support/given-when-then.ts';
import { cycleId, defined } from './cycle-history.ts';

const define = decider(defineCycle);
const input = { cycleId, name: 'Q1 2026', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' };

describe('DefineCycle', () => {
  test('defines a cycle', () => {
    const state = define.given([]).when(input).then([defined]);
    expect(state).toEqual({ phase: 'defined', startsOn: '2026-01-01', endsOn: '2026-03-31' });
  });

  test.each(['2026-01-01', '2025-12-31'])('refuses 2026-01-01 to %s', (endsOn) => {
    define
      .given([])
      .when({ ...input, endsOn })
      .thenRefused('RULE_VIOLATED', 'choose a day after startsOn');
  });

  test('refuses one that is there', () => {
    define.given([defined]).when(input).thenRefused('CONFLICT');
  });

  test.each([{ name: '' }, { kind: 'week' }, { startsOn: '2026-02-30' }])('refuses %j', (wrong) => {
    define
      .given([])
      .when({ ...input, ...wrong })
      .thenRefused('VALIDATION_FAILED');
  });

  test('is for owners and admins', () => {
    const admits = (role: 'owner' | 'admin' | 'manager') => define.given([]).admits(input, { role });
    expect([admits('owner'), admits('admin'), admits('manager')]).toEqual([true, true, false]);
  });
});
