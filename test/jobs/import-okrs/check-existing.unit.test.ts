import { describe, expect, test } from '@jest/globals';
import { noCheckIns } from '../../../src/commands/key-result/check-ins.ts';
import { undefinedKeyResult } from '../../../src/commands/key-result/key-result-state.ts';
import { csvOf } from './csv.ts';
import { checkText, goodRow, nothingBut } from './planning.ts';

const { cycleId, objectiveId, checkInId, userId, measure } = goodRow;

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
