import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { catalog } from '../../src/events/index.ts';
import { frozen } from '../support/fold.ts';

const recorded = z.strictObject({
  type: z.string(),
  schemaVersion: z.int(),
  data: z.record(z.string(), z.unknown()),
});

/** Events as they were written once. Lines are added, never changed: the log cannot be either. */
const golden = readFileSync(join(import.meta.dirname, 'golden/events.ndjson'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => frozen(recorded.parse(JSON.parse(line))));

/** Field of a payload that is the id of its stream. */
const subjects: Record<string, string> = {
  organization: 'organizationId',
  organizationSlug: 'slug',
  user: 'userId',
  userSecurity: 'userId',
  emailAddress: 'emailHash',
  cycle: 'cycleId',
  objective: 'objectiveId',
  keyResult: 'keyResultId',
};

describe('recorded events', () => {
  test.each(golden)('$type, version $schemaVersion, is read without being changed', (event) => {
    const { type, schemaVersion, data } = event;
    const before = structuredClone(data);
    const decoded = catalog.decode(type, schemaVersion, data);
    expect(data).toEqual(before);
    expect(catalog.validate(type, decoded)).toEqual(decoded);
    if (schemaVersion === catalog.version(type)) expect(decoded).toEqual(data);
  });

  test('there is one of every version of every type', () => {
    const wanted = catalog.types.flatMap((type) =>
      Array.from({ length: catalog.version(type) }, (_, index) => `${type} ${index + 1}`),
    );
    const there = new Set(golden.map(({ type, schemaVersion }) => `${type} ${schemaVersion}`));
    expect([...there].sort()).toEqual(wanted.sort());
  });

  test.each(golden)('$type names its own stream', ({ type, data }) => {
    expect(data).toHaveProperty(subjects[catalog.category(type)] ?? 'a known category', expect.any(String));
  });

  test.each(golden)('$type refuses an unknown field and a version that is not there yet', (event) => {
    const { type, schemaVersion, data } = event;
    expect(() => catalog.decode(type, schemaVersion, { ...data, unheardOf: 1 })).toThrow(/cannot be read/);
    expect(() => catalog.decode(type, catalog.version(type) + 1, data)).toThrow(/schema version/);
  });

  test('a check-in of version 1 was made by hand', () => {
    const first = golden.find(({ type, schemaVersion }) => type === 'CheckInRecorded' && schemaVersion === 1);
    expect(first?.data).not.toHaveProperty('source');
    expect(catalog.decode('CheckInRecorded', 1, first?.data)).toEqual({ ...first?.data, source: 'manual' });
    expect(() => catalog.decode('CheckInRecorded', 2, first?.data)).toThrow(/source/);
  });
});

test('personal data is what tells who a user is', () => {
  expect([...catalog.personalFields()].sort()).toEqual(['displayName', 'email']);
});
