import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noCheckIns } from '../../../src/commands/key-result/check-ins.ts';
import { undefinedKeyResult } from '../../../src/commands/key-result/key-result-state.ts';
import type { Cells } from '../../../src/jobs/import-okrs/columns.ts';
import { csvOf } from './csv.ts';
import { checkText, hashEmail, ids, nothingBut, organizationId } from './planning.ts';

const cycleId = ids.cycle('2026 Q1');
const objectiveId = ids.objective(cycleId, 'Happy customers');
const keyResultId = ids.keyResult(objectiveId, 'Renewals');
const checkInId = ids.checkIn(keyResultId, '2026-02-02');
const emailHash = hashEmail('ada@example.com');
const userId = ids.user(emailHash);
const measure = { type: 'number', precision: 2, baseline: '10', target: '50' } as const;

const cycle = { phase: 'active', startsOn: '2026-01-01', endsOn: '2026-03-31' } as const;
const objective = {
  cycleId,
  title: 'Happy customers',
  description: '',
  ownerIds: [userId],
  teamId: null,
  visibility: 'organization',
  tags: [],
  phase: 'active',
  archived: false,
} as const;
const content = { effectiveOn: '2026-02-02', value: '20', confidence: undefined, comment: undefined };
const recorded = {
  checkInId,
  authorId: userId,
  externalRef: undefined,
  recorded: content,
  content,
  retracted: false,
};
const keyResult = { ...undefinedKeyResult, objectiveId, cycleId, measure };
const everything = {
  user: { claimed: true, registered: true, member: true },
  cycle: { state: cycle },
  objective: { state: objective },
  keyResult: { state: { ...keyResult, checkIns: [recorded], current: recorded } },
};
const without = { ...keyResult, ...noCheckIns };

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
    ['ClaimEmailAddress', 'import', { emailHash, userId }],
    ['RegisterUser', 'import', { userId, email: 'ada@example.com', displayName: 'Ada' }],
    ['JoinOrganization', 'import', { organizationId, userId, via: 'import' }],
    [
      'DefineCycle',
      'user',
      { cycleId, name: '2026 Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' },
    ],
    ['ActivateCycle', 'user', { cycleId }],
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

describe('what is there already', () => {
  test('is left alone', async () => {
    const { plan, problems } = await checkText(csvOf([{}]), nothingBut(everything));
    expect({ problems, strands: plan.strands, rowsDone: plan.rowsDone }).toEqual({
      problems: [],
      strands: [],
      rowsDone: 1,
    });
    expect(plan.unchanged).toEqual(plan.total);
  });

  test('is not done again after half of it was done', async () => {
    const types = async (known: object) =>
      (await steps(csvOf([{}]), { ...everything, ...known })).map(({ command }) => command.type);
    expect(await types({ user: { claimed: true } })).toEqual(['RegisterUser', 'JoinOrganization']);
    expect(await types({ cycle: { state: { ...cycle, phase: 'defined' } } })).toEqual(['ActivateCycle']);
    expect(await types({ objective: { state: { ...objective, phase: 'draft' } } })).toEqual([
      'ActivateObjective',
    ]);
    expect(await types({ keyResult: { state: without } })).toEqual(['RecordCheckIn']);
  });

  test.each<[string, object, string]>([
    [
      'other dates',
      { cycle: { state: { ...cycle, endsOn: '2026-04-30' } } },
      'cycle_ends_on: differs from the cycle that is there: 2026-04-30',
    ],
    [
      'a closed cycle',
      { cycle: { state: { ...cycle, phase: 'closed' } }, keyResult: { state: without } },
      'cycle: the cycle is closed',
    ],
    ['several cycles', { cycle: { ambiguous: true } }, 'cycle: several cycles have this name'],
    [
      'several objectives',
      { objective: { ambiguous: true } },
      'objective: several objectives of the cycle have this title',
    ],
    [
      'a closed objective',
      { objective: { state: { ...objective, phase: 'closed' } }, keyResult: { state: without } },
      'objective: the objective is closed: reopen it first',
    ],
    [
      'an archived objective',
      { objective: { state: { ...objective, archived: true } }, keyResult: {} },
      'objective: the objective is archived: restore it first',
    ],
    [
      'several key results',
      { keyResult: { ambiguous: true } },
      'key_result: several key results of the objective have this title',
    ],
    [
      'another target',
      { keyResult: { state: { ...keyResult, measure: { ...measure, target: '60' } } } },
      'target: differs from the key result that is there',
    ],
    [
      'a removed key result',
      { keyResult: { state: { ...without, removed: true } } },
      'key_result: the key result was removed',
    ],
    [
      'a waived key result',
      { keyResult: { state: { ...without, waived: true } } },
      'key_result: the key result was waived',
    ],
    [
      'another check-in of the day',
      {
        keyResult: {
          state: { ...keyResult, checkIns: [{ ...recorded, recorded: { ...content, value: '21' } }] },
        },
      },
      'check_in_date: the key result has another check-in from an import on this day',
    ],
    [
      'a stranger',
      { user: { id: userId, foreign: true }, objective: {}, keyResult: {} },
      'objective_owner_email: a user who is not a member has this address: invite them first',
    ],
  ])('makes a bad row where it contradicts: %s', async (_, known, expected) => {
    const { problems } = await checkText(csvOf([{}]), nothingBut({ ...everything, ...known }));
    expect(problems.map(({ line, column, message }) => `${line} ${column}: ${message}`)).toEqual([
      `2 ${expected}`,
    ]);
  });

  test('may be closed for a row that says nothing new', async () => {
    const closed = {
      cycle: { state: { ...cycle, phase: 'closed' } },
      objective: { state: { ...objective, phase: 'closed' } },
    };
    expect(await steps(csvOf([{}]), { ...everything, ...closed })).toEqual([]);
  });
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
