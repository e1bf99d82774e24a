import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DomainError } from '../../../src/core/domain-error.ts';
import type { HandleCommand } from '../../../src/runtime/commands/handle-command.ts';
import { type FoundOrganization, type ImportSystem, startImportSystem } from './import-system.ts';
import { newDomain, sampleFile } from './sample-file.ts';

let system: ImportSystem;
let organization: FoundOrganization;

beforeAll(async () => {
  system = await startImportSystem();
});
beforeEach(async () => {
  organization = await system.found();
});
afterAll(() => system.stop());

describe('rows that are refused while the import runs', () => {
  test('are reported with their lines, with what cannot be without them, and do not stop the rest', async () => {
    const refusing =
      (handle: HandleCommand): HandleCommand =>
      async (command, input, context, request) => {
        const { title, effectiveOn } = input as { title?: string; effectiveOn?: string };
        if (command.type === 'DraftObjective' && title === 'B')
          throw new DomainError('RULE_VIOLATED', 'no B');
        if (command.type === 'RecordCheckIn' && effectiveOn === '2026-02-10') {
          throw new DomainError('RULE_VIOLATED', 'not today', [
            { field: 'effectiveOn', message: 'not today' },
          ]);
        }
        return handle(command, input, context, request);
      };
    const text = sampleFile(newDomain());
    const { id } = await system.ask(organization, text);
    await system.worker(refusing).run(id);
    const record = await system.end(organization.organizationId, id);
    expect(record).toMatchObject({
      status: 'done',
      rowsDone: 12,
      badRows: 8,
      created: { users: 3, cycles: 1, objectives: 1, keyResults: 2, checkIns: 4 },
    });
    const because = 'line 8, which it needs, was refused';
    expect(record.problems).toEqual([
      { line: 4, column: 'check_in_date', message: 'not today' },
      { line: 7, column: 'check_in_date', message: 'not today' },
      { line: 8, column: null, message: 'no B' },
      ...[9, 10, 11, 12, 13].map((line) => ({ line, column: null, message: because })),
    ]);

    const mended = await system.import(organization, text);
    expect(mended).toMatchObject({ total: 0, unchanged: record.created });
  });
});
