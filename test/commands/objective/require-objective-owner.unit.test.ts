import { describe, expect, test } from '@jest/globals';
import { requireObjectiveOwner } from '../../../src/commands/objective/require-objective-owner.ts';
import { testContext } from '../../support/test-context.ts';
import { as, asProcess, colleague, expert, lead } from '../surroundings.ts';

function refused(
  visibility: 'organization' | 'private',
  who: Partial<typeof testContext> | typeof asProcess,
): string | null {
  try {
    requireObjectiveOwner({ ...testContext, ...who }, { visibility, ownerIds: [lead] }, [expert]);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
  }
}

describe('An objective may be changed', () => {
  test.each(['organization', 'private'] as const)(
    'by its owners, whom else it names, admins and processes (%s)',
    (visibility) => {
      const admitted = [as(lead), as(expert), as(colleague, 'owner'), as(colleague, 'admin'), asProcess];
      expect(admitted.map((who) => refused(visibility, who))).toEqual(admitted.map(() => null));
    },
  );

  test('by managers, unless it is private', () => {
    expect(refused('organization', as(colleague, 'manager'))).toBeNull();
    expect(refused('private', as(colleague, 'manager'))).toBe('NOT_FOUND');
    expect(refused('private', as(lead, 'manager'))).toBeNull();
  });

  test('not by others, to whom a private one is not there', () => {
    expect(refused('organization', as(colleague))).toBe('FORBIDDEN');
    expect(refused('private', as(colleague))).toBe('NOT_FOUND');
  });
});
