import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defineCycle } from '../../../src/commands/cycle/define-cycle.ts';
import { claimEmailAddress } from '../../../src/commands/email-address/claim-email-address.ts';
import { draftObjective } from '../../../src/commands/objective/draft-objective.ts';
import { changeMemberRole } from '../../../src/commands/organization/change-member-role.ts';
import { joinOrganization } from '../../../src/commands/organization/join-organization.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { csvOf } from './csv.ts';
import { type FoundOrganization, type ImportSystem, startImportSystem } from './import-system.ts';
import { all, count, newDomain, none, sampleFile } from './sample-file.ts';

let system: ImportSystem;
let organization: FoundOrganization;

beforeAll(async () => {
  system = await startImportSystem();
});
beforeEach(async () => {
  organization = await system.found();
});
afterAll(() => system.stop());

describe('an import', () => {
  test('makes ordinary events, as the user who asked, and repeats nothing when it is run or asked for again', async () => {
    const text = sampleFile(newDomain());
    const record = await system.import(organization, text);
    expect(record).toMatchObject({
      status: 'done',
      rows: 12,
      rowsDone: 12,
      total: 0,
      created: all,
      unchanged: none,
    });
    const events = await system.eventsOf(organization);
    const caused = events.filter(({ meta }) => meta.$correlationId === record.id);
    expect(count(caused, 'CheckInRecorded')).toBe(12);
    for (const { type, meta } of caused) {
      const byImport = ['EmailAddressClaimed', 'UserRegistered', 'MemberJoined'].includes(type);
      expect(meta.actor).toEqual(byImport ? { type: 'process', id: 'import' } : organization.owner.actor);
    }
    const ofOne = caused.filter(
      ({ type, stream }) =>
        type === 'CheckInRecorded' && stream === caused.find((e) => e.type === 'CheckInRecorded')?.stream,
    );
    expect(ofOne.map(({ data }) => (data as { effectiveOn: string }).effectiveOn)).toEqual([
      '2026-02-03',
      '2026-02-01',
      '2026-02-10',
    ]);

    await system.worker().run(record.id);
    const again = await system.import(organization, text);
    expect(again).toMatchObject({ status: 'done', rows: 12, rowsDone: 12, created: none, unchanged: all });
    expect(await system.eventsOf(organization)).toHaveLength(events.length);
  });

  test('keeps the file only until it has ended', async () => {
    const record = await system.ask(organization, sampleFile(newDomain()));
    const kept = async () =>
      (await system.pool.query('SELECT file IS NOT NULL AS kept FROM ops.imports WHERE id = $1', [record.id]))
        .rows;
    expect(await kept()).toEqual([{ kept: true }]);
    await system.worker().run(record.id);
    expect(await kept()).toEqual([{ kept: false }]);
  });

  test('with a bad row imports nothing', async () => {
    const text = `${sampleFile(newDomain())}\n${csvOf([{ target: 'x' }, { check_in_date: '2099-01-01' }])
      .split('\n')
      .slice(1)
      .join('\n')}`;
    expect(await system.import(organization, text)).toMatchObject({
      status: 'invalid',
      rows: 14,
      badRows: 2,
      total: 2,
      problems: [
        { line: 14, column: 'target', message: expect.any(String) },
        { line: 15, column: 'check_in_date', message: 'may not lie in the future' },
      ],
      created: none,
    });
    expect(count(await system.eventsOf(organization), 'CycleDefined')).toBe(0);
  });

  test('with skipInvalid imports the good rows', async () => {
    const text = `${sampleFile(newDomain())}\n${csvOf([{ target: 'x' }]).split('\n')[1]}`;
    const record = await system.import(organization, text, { skipInvalid: true });
    expect(record).toMatchObject({ status: 'done', rows: 13, rowsDone: 13, badRows: 1, created: all });
  });

  test('of a file that cannot be read to its end imports nothing, whatever is skipped', async () => {
    const record = await system.import(organization, `${sampleFile(newDomain())}\n"open`, {
      skipInvalid: true,
    });
    expect(record).toMatchObject({ status: 'invalid', created: none, problems: [{ line: 14 }] });
  });

  test('as a dry run only tells what it would do', async () => {
    const record = await system.import(organization, sampleFile(newDomain()), { dryRun: true });
    expect(record).toMatchObject({ status: 'done', rows: 12, created: all, unchanged: none });
    expect(count(await system.eventsOf(organization), 'CycleDefined')).toBe(0);
  });

  test('adds what is new in a longer file', async () => {
    const text = sampleFile(newDomain());
    const rows = text.split('\n');
    await system.import(organization, rows.slice(0, 5).join('\n'));
    const record = await system.import(organization, text);
    expect(record).toMatchObject({
      created: { users: 1, cycles: 0, objectives: 1, keyResults: 2, checkIns: 8 },
      unchanged: { users: 2, cycles: 1, objectives: 1, keyResults: 2, checkIns: 4 },
    });
  });

  test('finds the cycle and the objective that people made, by their names', async () => {
    const { ask } = organization;
    const email = `a@${newDomain()}`;
    const cycleId = randomUUID();
    const dates = { startsOn: '2026-01-01', endsOn: '2026-03-31' };
    await ask(defineCycle, { cycleId, name: '2026 Q1', kind: 'quarter', ...dates });
    const objectiveId = randomUUID();
    await ask(draftObjective, { objectiveId, cycleId, title: 'Happy customers' });
    const record = await system.import(organization, csvOf([{ objective_owner_email: email }]));
    expect(record).toMatchObject({
      status: 'done',
      created: { users: 1, cycles: 0, objectives: 0, keyResults: 1, checkIns: 1 },
    });
    const [defined] = (await system.eventsOf(organization)).filter(({ type }) => type === 'KeyResultDefined');
    expect(defined?.data).toMatchObject({ objectiveId, cycleId });
  });

  test('makes nobody a member who has an account elsewhere', async () => {
    const email = `a@${newDomain()}`;
    const stranger = { emailHash: system.hashEmail(email), userId: randomUUID() };
    await organization.ask(claimEmailAddress, stranger, organization.process);
    const record = await system.import(organization, csvOf([{ objective_owner_email: email }]));
    expect(record.problems).toEqual([
      {
        line: 2,
        column: 'objective_owner_email',
        message: 'a user who is not a member has this address: invite them first',
      },
    ]);
  });

  test('is refused when who asked is no owner or admin any more', async () => {
    const { organizationId, ask, owner, process: importer } = organization;
    const other = randomUUID();
    await ask(joinOrganization, { organizationId, userId: other, via: 'import', role: 'owner' }, importer);
    const { id } = await system.ask(organization, sampleFile(newDomain()));
    await ask(changeMemberRole, { organizationId, userId: owner.actor.id, role: 'member' }, importer);
    await waitUntil(async () => {
      await system.worker().run(id);
      return (await system.end(organizationId, id)).status === 'failed';
    });
    expect(count(await system.eventsOf(organization), 'CycleDefined')).toBe(0);
  });
});
