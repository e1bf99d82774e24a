import { describe, expect, test } from '@jest/globals';
import { recordCheckIn } from '../../../src/commands/key-result/record-check-in.ts';
import { decider } from '../../support/given-when-then.ts';
import { testContext } from '../../support/test-context.ts';
import { as, asProcess, boss, colleague, expert, keyResultId, lead } from '../surroundings.ts';
import {
  afterClosing,
  afterCycle,
  checkInId,
  completed,
  corrected,
  defined,
  facts,
  graded,
  measures,
  otherCheckInId,
  recorded,
  removed,
  retracted,
  waived,
  whileArchived,
  whileDraft,
} from './key-result-history.ts';

const record = decider(recordCheckIn);
const input = { keyResultId, checkInId, value: '15' };
const owner = { facts, ...as(expert) };

describe('RecordCheckIn', () => {
  test('records a value of today, under the id of the command', () => {
    const state = record
      .given([defined()])
      .when({ keyResultId, value: 15 }, owner)
      .then([recorded({ checkInId: testContext.commandId })]);
    expect(state.current).toMatchObject({ authorId: expert, content: { value: '15' } });
  });

  test('takes everything that is named', () => {
    const named = {
      effectiveOn: '2026-01-15',
      confidence: 5,
      comment: 'Slow start',
      source: 'connector' as const,
      externalRef: 'crm/1',
    };
    record
      .given([defined()])
      .when({ ...input, ...named }, owner)
      .then([recorded(named)]);
  });

  test('is of source api, unless it says otherwise, where no user asks', () => {
    const data = { source: 'api', authorId: asProcess.actor.id } as const;
    record
      .given([defined()])
      .when(input, { facts, ...asProcess })
      .then([recorded(data)]);
    record
      .given([defined()])
      .when({ ...input, source: 'import' }, { facts, ...asProcess })
      .then([recorded({ ...data, source: 'import' })]);
  });

  test.each([
    ['number', '15', '15.5'],
    ['number', '-3', true],
    ['percent', '33.3', '33.33'],
    ['percent', '25', '100.1'],
    ['currency', '999.99', '1.999'],
    ['currency', '10', 'target'],
    ['boolean', false, '0'],
    ['milestones', ['design'], ['launch']],
    ['milestones', [], ['design', 'design']],
    ['stages', 'commit', '0.3'],
    ['band', '36', '36.55'],
    ['band', '40', ['design']],
  ] as const)('of a %s key result takes %j and refuses %j', (type, value, wrong) => {
    record
      .given([defined(measures[type])])
      .when({ ...input, value }, owner)
      .then([recorded({ value: typeof value === 'object' ? [...value] : value })]);
    record
      .given([defined(measures[type])])
      .when({ ...input, value: wrong }, owner)
      .thenRefused('RULE_VIOLATED', type === 'milestones' ? 'milestone' : '');
  });
});

describe('RecordCheckIn, day', () => {
  const on = (effectiveOn: string) => record.given([defined()]).when({ ...input, effectiveOn }, owner);

  test.each(['2026-01-01', '2026-02-09', '2026-02-10'])('takes %s on 10 February', (effectiveOn) => {
    on(effectiveOn).then([recorded({ effectiveOn })]);
  });

  test('refuses tomorrow, and days before the cycle', () => {
    on('2026-02-11').thenRefused('RULE_VIOLATED', 'future');
    on('2025-12-31').thenRefused('RULE_VIOLATED', '2026-01-01');
  });

  test('goes by the calendar of the organization', () => {
    const timeZone = 'Pacific/Auckland';
    const { organization } = facts;
    const down = {
      ...facts,
      organization: { ...organization, settings: { ...organization.settings, timeZone } },
    };
    const atNoon = { facts: down, now: '2026-02-10T12:00:00.000Z' };
    const late = { ...as(expert), ...atNoon };
    record
      .given([defined()])
      .when(input, late)
      .then([recorded({ effectiveOn: '2026-02-11' })]);
    record
      .given([defined()])
      .when({ ...input, effectiveOn: '2026-02-12' }, late)
      .thenRefused('RULE_VIOLATED');
  });

  test('may lie up to the grace days behind the cycle', () => {
    const last = '2026-04-03';
    record
      .given([defined()])
      .when(input, { ...owner, now: `${last}T23:00:00.000Z` })
      .then([recorded({ effectiveOn: last })]);
    record
      .given([defined()])
      .when(input, { ...owner, now: '2026-04-04T01:00:00.000Z' })
      .thenRefused(
        'RULE_VIOLATED',
        `effectiveOn is 2026-04-04: choose a day from 2026-01-01 to ${last}, the cycle and its 3 grace days`,
      );
    record
      .given([defined()])
      .when({ ...input, effectiveOn: last }, { ...owner, now: '2026-04-04T01:00:00.000Z' })
      .then([recorded({ effectiveOn: last })]);
  });
});

describe('RecordCheckIn, repeated', () => {
  const ref = { externalRef: 'crm/1' };
  const before = [defined(), recorded({ ...ref, checkInId: otherCheckInId, effectiveOn: '2026-02-02' })];

  test('changes nothing for a reference that said the same', () => {
    record
      .given(before)
      .when({ ...input, ...ref }, owner)
      .then([]);
    record
      .given(before)
      .when({ ...input, ...ref, effectiveOn: '2026-02-02' }, owner)
      .then([]);
  });

  test('neither undoes a correction nor a retraction', () => {
    const data = { checkInId: otherCheckInId, effectiveOn: '2026-02-02' };
    record
      .given([...before, corrected({ ...data, value: '12' })])
      .when({ ...input, ...ref }, owner)
      .then([]);
    record
      .given([...before, retracted(data)])
      .when({ ...input, ...ref }, owner)
      .then([]);
  });

  test('changes nothing later either, when the key result takes no more check-ins', () => {
    record
      .given(before)
      .when({ ...input, ...ref }, { ...owner, facts: afterClosing })
      .then([]);
  });

  test.each([{ value: '16' }, { effectiveOn: '2026-02-03' }, { comment: 'Hm' }, { confidence: 3 }])(
    'refuses the reference with %j',
    (other) => {
      record
        .given(before)
        .when({ ...input, ...ref, ...other }, owner)
        .thenRefused('CONFLICT', 'externalRef');
    },
  );

  test('takes another reference with the same content', () => {
    record
      .given(before)
      .when({ ...input, externalRef: 'crm/2' }, owner)
      .then([recorded({ externalRef: 'crm/2' })]);
  });

  test('changes nothing for an id that said the same, and refuses other content under it', () => {
    const past = [defined(), recorded()];
    record.given(past).when(input, owner).then([]);
    record
      .given(past)
      .when({ ...input, value: '16' }, owner)
      .thenRefused('CONFLICT');
    record
      .given(past)
      .when({ ...input, ...ref }, owner)
      .thenRefused('CONFLICT');
  });
});

describe('RecordCheckIn, phase', () => {
  test('leaves the grade as it is after grading', () => {
    const state = record.given([defined(), graded]).when(input, owner).then([recorded()]);
    expect(state.grade).toEqual({ score: '0.7', note: undefined });
  });

  test.each([
    ['draft', [defined()], whileDraft],
    ['closed', [defined()], afterClosing],
    ['archived', [defined()], whileArchived],
    ['cycle is closed', [defined()], afterCycle],
    ['waived', [defined(), waived], facts],
    ['removed', [defined(), removed], facts],
  ])('refuses: %s', (message, past, around) => {
    record
      .given(past)
      .when(input, { ...owner, facts: around })
      .thenRefused('RULE_VIOLATED', message);
  });

  test('refuses a key result that does not exist', () => {
    record.given([]).when(input, owner).thenRefused('NOT_FOUND');
  });
});

describe('RecordCheckIn, access', () => {
  test.each([as(expert), as(lead), as(boss, 'manager')])('takes it from %j', (who) => {
    record
      .given([defined()])
      .when(input, { facts, ...who })
      .then([recorded({ authorId: who.actor.id })]);
  });

  test('refuses other members and those who only read', () => {
    record
      .given([defined()])
      .when(input, { facts, ...as(colleague) })
      .thenRefused('FORBIDDEN');
    for (const role of ['viewer', 'analyst', 'auditor'] as const) {
      expect(record.given([defined()]).admits(input, as(expert, role))).toBe(false);
    }
  });
});

describe('RecordCheckIn, completion', () => {
  test.each([
    ['number', '20'],
    ['percent', '19.5'],
    ['currency', '1000'],
    ['boolean', true],
    ['milestones', ['design', 'build']],
    ['stages', 'stretch'],
  ] as const)('of a %s key result comes with %j', (type, reached) => {
    const value = typeof reached === 'object' ? [...reached] : reached;
    const state = record
      .given([defined(measures[type])])
      .when({ ...input, value }, owner)
      .then([recorded({ value }), completed()]);
    expect(state.completedBy).toBe(checkInId);
  });

  test('never comes for a band', () => {
    record
      .given([defined(measures.band)])
      .when({ ...input, value: '37' }, owner)
      .then([recorded({ value: '37' })]);
  });

  test('is told once', () => {
    record
      .given([
        defined(),
        recorded({ checkInId: otherCheckInId, value: '20' }),
        completed({ checkInId: otherCheckInId }),
      ])
      .when({ ...input, value: '21' }, owner)
      .then([recorded({ value: '21' })]);
  });

  test('does not come with a late word about an earlier day', () => {
    record
      .given([defined(), recorded({ checkInId: otherCheckInId })])
      .when({ ...input, value: '20', effectiveOn: '2026-02-01' }, owner)
      .then([recorded({ value: '20', effectiveOn: '2026-02-01' })]);
  });
});
