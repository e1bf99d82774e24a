import type { OrganizationState } from '../../../src/commands/organization/organization.stream.ts';
import { defaultSettings } from '../../../src/domain/default-settings.ts';
import { createEmailHash } from '../../../src/identity/keyed-hash.ts';
import { type CheckedFile, checkImport } from '../../../src/jobs/import-okrs/check-import.ts';
import type { Existing, Named, NamedUser } from '../../../src/jobs/import-okrs/existing.ts';
import { createImportIds } from '../../../src/jobs/import-okrs/import-ids.ts';
import type { Outline } from '../../../src/jobs/import-okrs/outline.ts';
import { uuid } from '../../support/uuid.ts';

export const organizationId = uuid(900);
const hashEmail = createEmailHash('a secret of the test');
const ids = createImportIds(organizationId);
const organization: OrganizationState = {
  name: 'Acme',
  slug: 'acme',
  settings: defaultSettings,
  members: {},
  invitations: {},
};

const cycleId = ids.cycle('2026 Q1');
const objectiveId = ids.objective(cycleId, 'Happy customers');
const keyResultId = ids.keyResult(objectiveId, 'Renewals');
const emailHash = hashEmail('ada@example.com');

/** Ids and measure of what the good row of csv.ts names. */
export const goodRow = {
  cycleId,
  objectiveId,
  keyResultId,
  checkInId: ids.checkIn(keyResultId, '2026-02-02'),
  emailHash,
  userId: ids.user(emailHash),
  measure: { type: 'number', precision: 2, baseline: '10', target: '50' },
} as const;

/** Nothing is there of what an outline names, except what `known` says, by the names of the good row. */
export function nothingBut(
  known: {
    user?: Partial<NamedUser>;
    cycle?: Partial<Existing['cycles'] extends ReadonlyMap<string, infer Cycle> ? Cycle : never>;
    objective?: Partial<
      Existing['objectives'] extends ReadonlyMap<string, infer Objective> ? Objective : never
    >;
    keyResult?: Partial<
      Existing['keyResults'] extends ReadonlyMap<string, infer KeyResult> ? KeyResult : never
    >;
  } = {},
): (outline: Outline) => Promise<Existing> {
  const absent = (id: string): Named<never> => ({ id, state: null, ambiguous: false });
  const mapped = <Value, Entry>(
    map: ReadonlyMap<string, Value>,
    make: (value: Value, key: string) => Entry,
  ) => new Map([...map].map(([key, value]) => [key, make(value, key)] as const));
  return async (outline) => {
    const users = mapped(outline.owners, (_, email) => {
      const user = { id: ids.user(hashEmail(email)), emailHash: hashEmail(email), foreign: false };
      return { ...user, claimed: false, registered: false, member: false, ...known.user };
    });
    const cycles = mapped(outline.cycles, (_, name) => ({ ...absent(ids.cycle(name)), ...known.cycle }));
    const objectives = mapped(outline.objectives, ({ cycle, title }) => ({
      ...absent(ids.objective(cycles.get(cycle)?.id ?? '', title)),
      ...known.objective,
    }));
    const keyResults = mapped(outline.keyResults, ({ objective, title }) => ({
      ...absent(ids.keyResult(objectives.get(objective)?.id ?? '', title)),
      ...known.keyResult,
    }));
    return { users, cycles, objectives, keyResults };
  };
}

/** The whole check of a file, by default on 2026-03-15. */
export function checkText(
  text: string,
  find = nothingBut(),
  now = '2026-03-15T12:00:00.000Z',
): Promise<CheckedFile> {
  return checkImport({ file: Buffer.from(text), organizationId, organization, now, find });
}
