import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type ApiDriver, apiDriver } from './api-driver.ts';
import { takesKey } from './repeated-requests.ts';

let app: TestApp;
let api: ApiDriver;
let token: string;
let email: string;
const ids: Record<string, string> = {};

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const number = { type: 'number', baseline: '0', target: '10' };
const issue = (type: string, body: Record<string, unknown> = {}, routeIndex = 0) =>
  api.issue(token, type, ids, body, routeIndex);

beforeAll(async () => {
  app = await startTestApp();
  api = await apiDriver(app.url);
  const founder = await api.founder();
  token = founder.token;
  email = founder.credentials.email;
  Object.assign(ids, { userId: founder.userId, organizationId: founder.organizationId });
});
afterAll(() => app.stop());

const invitations = '/api/v1/organizations/{organizationId}/invitations';
const newEmail = () => `${randomUUID()}@example.com`;

async function organizationAndPeople(founderEmail: string) {
  await issue('ChangeOrganizationSettings', { graceDays: 5 });
  await issue('RenameOrganization', { name: 'Acme Europe' });
  await issue('ChangeUserProfile', { displayName: 'Grace B. Hopper' });

  const guest = await api.join(token, ids, 'member');
  const own = await api.call(
    'POST',
    '/api/v1/organizations',
    {},
    {
      token: guest.token,
      body: { name: 'Guest & Co', slug: `guest-${randomUUID()}` },
    },
  );
  const organizationId = own.textAt('data.id');
  const guestToken = await api.signIn({ ...guest.credentials, organizationId });
  const body = { email: founderEmail, role: 'auditor' };
  const invited = await api.call('POST', invitations, { organizationId }, { token: guestToken, body });
  const invitationToken = invited.textAt('data.invitationToken');
  await api.call('POST', '/api/v1/auth/accept-invitation', {}, { token, body: { invitationToken } });

  const self = { ...ids, userId: guest.userId };
  await api.issue(token, 'ChangeMemberRole', self, { role: 'manager' });
  await api.issue(token, 'RemoveMember', self);
  await api.issue(guestToken, 'DeactivateUser', self);
  const back = { ...guest.credentials, organizationId };
  await api.call('POST', '/api/v1/auth/reactivate', {}, { body: back });

  const colleague = await api.join(token, ids, 'member');
  ids.colleagueId = colleague.userId;
  const open = await api.call('POST', invitations, ids, {
    token,
    body: { email: newEmail(), role: 'member' },
  });
  ids.invitationId = open.textAt('data.invitationId');
}

async function imports(owner: string) {
  const header = 'cycle,cycle_starts_on,cycle_ends_on,objective,objective_owner_email,key_result';
  const body = `${header}\nQ1,2026-01-01,2026-03-31,Grow,${owner},Revenue\n`;
  const headers = { 'Content-Type': 'text/csv' };
  const path = '/api/v1/imports';
  const wrong = await api.send('POST', path, { token, body: {}, headers: { 'Content-Type': 'text/plain' } });
  expect(wrong.status).toBe(415);
  const accepted = await api.call('POST', path, {}, { token, body, headers, query: '?dryRun=true' });
  ids.importId = accepted.textAt('data.id');
}

async function objectiveAndKeyResults() {
  const cycle = await issue('DefineCycle', {
    name: 'Now',
    kind: 'custom',
    startsOn: day(-30),
    endsOn: day(60),
  });
  ids.cycleId = cycle.textAt('data.id');
  await issue('RescheduleCycle', { endsOn: day(61) });
  await issue('ActivateCycle');

  const objective = await issue('DraftObjective', { cycleId: ids.cycleId, title: 'Delight customers' });
  ids.objectiveId = objective.textAt('data.id');
  await issue('ReviseObjective', { title: 'Delight every customer', tags: ['nps'] });
  await issue('ChangeObjectiveOwners', { ownerIds: [ids.userId, ids.colleagueId] });

  const removed = await issue('DefineKeyResult', { title: 'To be removed', measure: number });
  ids.keyResultId = removed.textAt('data.id');
  await issue('RemoveKeyResult');
  const keyResult = await issue('DefineKeyResult', { title: 'Net promoter score', measure: number });
  ids.keyResultId = keyResult.textAt('data.id');
  await issue('ReviseKeyResult', { title: 'Net promoter score of all' });
  await issue('CorrectKeyResultBaseline', { baseline: '1' });
  await issue('ReweightKeyResult', { weight: 2 });
  await issue('ChangeKeyResultOwner', { ownerId: ids.colleagueId });
  await issue('ActivateObjective');
  await issue('ReviseKeyResultTarget', { target: '20', reason: 'Too easy' });

  const checkIn = await issue('RecordCheckIn', { value: '5', confidence: 7 });
  ids.checkInId = String(checkIn.at('data.events.0.data.checkInId'));
  await issue('CorrectCheckIn', { value: '6', reason: 'Typing error' });
  await issue('RetractCheckIn', { reason: 'Wrong key result' });
  const reported = await issue('RecordCheckIn', { value: '7', externalRef: 'crm-7' });
  ids.checkInId = String(reported.at('data.events.0.data.checkInId'));
  const there = '/api/v1/key-results/{keyResultId}/check-ins';
  const location = `${there.replace('{keyResultId}', ids.keyResultId ?? '')}/${ids.checkInId}`;
  expect([reported.status, reported.header('Location')]).toEqual([201, location]);
  const again = await api.call('POST', there, ids, {
    token,
    body: { value: '7', externalRef: 'crm-7' },
    once: true,
  });
  expect([again.status, again.header('Location')]).toEqual([200, undefined]);
  const last = await issue('RecordCheckIn', { value: '8' }, 1);
  expect(last.status).toBe(200);
  return last.header('X-Consistency-Token') ?? '';
}

async function gradingAndClosing() {
  await issue('RevokeInvitation');
  const waived = await issue('DefineKeyResult', { title: 'To be waived', measure: number });
  const graded = ids.keyResultId ?? '';
  ids.keyResultId = waived.textAt('data.id');
  await issue('WaiveKeyResult', { reason: 'No data' });
  ids.keyResultId = graded;
  await issue('OpenCycleGrading');
  await issue('GradeKeyResult', { score: 0.7, note: 'Good' });
  await issue('CloseObjective', { outcome: 'achieved', finalScore: 0.7, narrative: 'Well done' });
  await issue('ReopenObjective', { reason: 'Closed too soon' });
  await issue('CloseObjective', { outcome: 'partial' });
  await issue('ArchiveObjective');
  await issue('RestoreObjective');
  await issue('CloseCycle');
  await issue('ReopenCycle', { reason: 'A late grade' });
}

/** Every GET of the document, as a list also in pages, with HEAD, and again with its tag. */
async function everyQuery(consistencyToken: string) {
  const headers = { 'X-Consistency-Token': consistencyToken, Prefer: 'wait=10' };
  const templates = Object.entries(api.document.paths).flatMap(([path, { get }]) => (get ? [path] : []));
  for (const template of templates) {
    const query = template.endsWith('/as-of') ? `?moment=${new Date().toISOString()}` : '';
    const found = await api.call('GET', template, ids, { token, headers, query });
    expect([template, found.status]).toEqual([template, 200]);
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '') + query;
    const tag = found.header('ETag');
    if (tag === undefined) continue;

    expect(BigInt(found.textAt('meta.position'))).toBeGreaterThanOrEqual(BigInt(consistencyToken));
    const head = await api.send('HEAD', path, { token });
    expect([head.status, head.text]).toEqual([200, '']);
    const known = await api.send('GET', path, { token, headers: { 'If-None-Match': `"x", ${tag}` } });
    expect([template, known.status, known.text]).toEqual([template, 304, '']);
    if (found.at('meta.page') === undefined) continue;

    const sign = query === '' ? '?' : '&';
    const numbered = await api.send('GET', `${path}${sign}page=1&perPage=1`, { token });
    expect(numbered.at('meta.page')).toMatchObject({ page: 1, perPage: 1, total: expect.any(Number) });
    const items = await pages(`${path}${sign}limit=1`);
    expect(items).toEqual(found.at('data'));
  }
}

/** All items of a list, by following its links. */
async function pages(start: string): Promise<unknown[]> {
  const items: unknown[] = [];
  let next: unknown = start;
  while (typeof next === 'string') {
    const page = await api.send('GET', next, { token });
    expect(page.status).toBe(200);
    items.push(...(page.at('data') as unknown[]));
    next = page.at('links.next');
  }
  return items;
}

test('every route answers as the document says, and repeats its answer under an Idempotency-Key', async () => {
  await organizationAndPeople(email);
  await imports(email);
  const position = await objectiveAndKeyResults();
  await everyQuery(position);
  await gradingAndClosing();

  const bulk = {
    commands: [{ type: 'RenameOrganization', input: { organizationId: ids.organizationId, name: 'B' } }],
  };
  await api.call('POST', '/api/v1/commands', {}, { token, body: bulk });

  const documented = Object.entries(api.document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const named = (operations: typeof documented) => operations.map(({ method, path }) => `${method} ${path}`);
  expect(named(documented).filter((operation) => !api.succeeded.has(operation))).toEqual([]);

  // Commands are issued at `/commands/{type}` as dry runs, and the last request of a user cannot be sent again.
  const keyed = documented.filter(
    ({ method, path }) =>
      takesKey(api.document, method, path) &&
      !path.startsWith('/api/v1/commands/') &&
      !path.endsWith('/deactivate'),
  );
  expect(named(keyed).filter((operation) => !api.repeated.has(operation))).toEqual([]);
});
