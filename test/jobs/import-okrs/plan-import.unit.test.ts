import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cells } from '../../../src/jobs/import-okrs/columns.ts';
import { csvOf } from './csv.ts';
import { checkText, goodRow, nothingBut, organizationId } from './planning.ts';

const { cycleId, objectiveId, keyResultId, checkInId, emailHash, userId, measure } = goodRow;

const content = { effectiveOn: '2026-02-02', value: '20', confidence: undefined, comment: undefined };
async function steps(text: string, known = {}) {
  const { plan, problems } = await checkText(text, nothingBut(known));
  expect(problems).toEqual([]);
  return plan.strands.flatMap((strand) => strand.steps);
}

test('one row comes to ordinary commands in the order in which they can be', async () => {
  const planned = (await steps(csvOf([{ objective_owner_name: 'Ada', confidence: '5' }]))).map(
    ({ command, by, input }) => [command.type, by, input],
  );
  expect(planned).toEqual([
    [
      'DefineCycle',
      'user',
      { cycleId, name: '2026 Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' },
    ],
    ['ActivateCycle', 'user', { cycleId }],
    ['ClaimEmailAddress', 'import', { emailHash, userId }],
    ['RegisterUser', 'import', { userId, email: 'ada@example.com', displayName: 'Ada' }],
    ['JoinOrganization', 'import', { organizationId, userId, via: 'import' }],
    ['DraftObjective', 'user', { objectiveId, cycleId, title: 'Happy customers', ownerIds: [userId] }],
    ['ActivateObjective', 'user', { objectiveId }],
    ['DefineKeyResult', 'user', { keyResultId, objectiveId, title: 'Renewals', measure }],
    ['RecordCheckIn', 'user', { keyResultId, checkInId, ...content, confidence: 5, source: 'import' }],
  ]);
});

test('every input is one that its command takes', async () => {
  for (const { command, input } of await steps(
    csvOf([{ weight: '2', visibility: 'private', comment: 'x' }]),
  )) {
    expect(command.input.safeParse(input).error).toBeUndefined();
  }
});

test.each([
  ['month', '2026-02-01', '2026-02-28'],
  ['half', '2026-01-01', '2026-06-30'],
  ['year', '2025-04-01', '2026-03-31'],
  ['custom', '2026-01-01', '2026-03-10'],
])('the kind of a cycle follows from its length: %s', async (kind, starts, ends) => {
  const [define] = (await steps(csvOf([{ cycle_starts_on: starts, cycle_ends_on: ends }]))).filter(
    ({ command }) => command.type === 'DefineCycle',
  );
  expect(define?.input.kind).toBe(kind);
});

test('a cycle that has not begun stays defined', async () => {
  const future = { cycle_starts_on: '2026-04-01', cycle_ends_on: '2026-06-30' };
  const bare = { check_in_date: undefined, check_in_value: undefined };
  const planned = await steps(csvOf([{ ...future, ...bare }]));
  expect(planned.map(({ command }) => command.type)).not.toContain('ActivateCycle');
});

const rowArbitrary = fc.record({
  cycle: fc.constantFrom('2026 Q1', 'Spring'),
  objective: fc.constantFrom('A', 'B', 'C'),
  key_result: fc.constantFrom('K', 'L'),
  check_in_date: fc.constantFrom('2026-02-01', '2026-02-02', '2026-02-03', undefined),
});

test('the ids do not depend on the order of the rows, and differ from thing to thing', async () => {
  const rows = fc.uniqueArray(rowArbitrary, { selector: (row) => JSON.stringify(row), minLength: 1 });
  const withOther = rows.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
  );
  const planOf = async (given: readonly Partial<Record<keyof Cells, string | undefined>>[]) => {
    const full = given.map((row) => (row.check_in_date ? row : { ...row, check_in_value: undefined }));
    return (await steps(csvOf(full))).map(({ commandId, command }) => `${command.type} ${commandId}`);
  };
  await fc.assert(
    fc.asyncProperty(withOther, async ([given, other]) => {
      const planned = await planOf(given);
      expect(new Set(planned).size).toBe(planned.length);
      expect((await planOf(other)).sort()).toEqual(planned.sort());
    }),
  );
});
