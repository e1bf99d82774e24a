import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { HandleCommand } from '../../../src/runtime/commands/handle-command.ts';
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

describe('a worker that dies in the middle', () => {
  test.each([1, 4, 9, 14, 23, 28])(
    'after %i commands: the next one ends the import, nothing is lost or done twice',
    async (last) => {
      let left = last;
      const dying =
        (handle: HandleCommand): HandleCommand =>
        async (...call) => {
          if (left <= 0) throw new Error('killed');
          left--;
          const outcome = await handle(...call);
          if (left === 0) throw new Error('killed before it could tell');
          return outcome;
        };
      const { id } = await system.ask(organization, sampleFile(newDomain()));
      await expect(system.worker(dying).run(id)).rejects.toThrow('killed');
      expect((await system.end(organization.organizationId, id)).status).toBe('running');
      expect(await system.imports.unfinished(organization.organizationId)).toEqual([id]);

      await system.worker().run(id, 2);
      const record = await system.end(organization.organizationId, id);
      expect(record).toMatchObject({ status: 'done', rowsDone: 12, total: 0, created: all, unchanged: none });
      const events = await system.eventsOf(organization);
      const types = [
        'MemberJoined',
        'CycleDefined',
        'ObjectiveActivated',
        'KeyResultDefined',
        'CheckInRecorded',
      ];
      expect(types.map((type) => count(events, type))).toEqual([4, 1, 2, 4, 12]);
      expect(new Set(events.map(({ meta, type }) => `${meta.commandId} ${type}`)).size).toBe(events.length);
    },
  );

  test('two workers on one import do everything once', async () => {
    const { id } = await system.ask(organization, sampleFile(newDomain()));
    await Promise.all([system.worker().run(id), system.worker().run(id)]);
    const record = await system.end(organization.organizationId, id);
    expect(record).toMatchObject({ status: 'done', total: 0 });
    expect(count(await system.eventsOf(organization), 'CheckInRecorded')).toBe(12);
  });

  test('gives up after some attempts, and says so', async () => {
    const broken = (): HandleCommand => async () => {
      throw new Error('a bug');
    };
    const { id } = await system.ask(organization, sampleFile(newDomain()));
    for (const attempt of [1, 6]) await expect(system.worker(broken).run(id, attempt)).rejects.toThrow();
    expect((await system.end(organization.organizationId, id)).status).toBe('running');
    await expect(system.worker(broken).run(id, 7)).rejects.toThrow('a bug');
    expect(await system.end(organization.organizationId, id)).toMatchObject({ status: 'failed', total: 1 });
  });

  test('stops at once when the worker stops', async () => {
    const stopping = new AbortController();
    const { id } = await system.ask(organization, sampleFile(newDomain()));
    let calls = 0;
    const counting =
      (handle: HandleCommand): HandleCommand =>
      async (...call) => {
        if (++calls === 5) stopping.abort(new Error('stopping'));
        return handle(...call);
      };
    await expect(system.worker(counting).run(id, 7, stopping.signal)).rejects.toThrow('stopping');
    expect((await system.end(organization.organizationId, id)).status).toBe('running');
  });
});
