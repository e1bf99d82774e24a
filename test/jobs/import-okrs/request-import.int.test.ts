import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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

describe('asking for an import', () => {
  test('again with the same key answers the same import; with another file it is refused', async () => {
    const text = sampleFile(newDomain());
    const first = await system.ask(organization, text, {}, 'key-1');
    expect(await system.ask(organization, text, {}, 'key-1')).toMatchObject({ id: first.id });
    await expect(system.ask(organization, `${text}\n`, {}, 'key-1')).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    await expect(system.ask(organization, text, { dryRun: true }, 'key-1')).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  test('is bounded', async () => {
    for (let n = 0; n < 5; n++) await system.ask(organization, 'x', {}, `key-${n}`);
    await expect(system.ask(organization, 'x')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await system.ask(organization, 'x', {}, 'key-0')).toMatchObject({ status: 'waiting' });
  });

  test('is listed newest first, and unknown to other organizations', async () => {
    const older = await system.ask(organization, 'x');
    const newer = await system.ask(organization, 'y');
    const listed = await system.imports.list(organization.organizationId, 10);
    expect(listed.map(({ id }) => id)).toEqual([newer.id, older.id]);
    expect(await system.imports.list(organization.organizationId, 1)).toHaveLength(1);
    expect(await system.imports.find(randomUUID(), newer.id)).toBeNull();
  });
});
