import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sampleFile } from '../jobs/import-okrs/sample-file.ts';
import type { HttpAnswer } from '../support/http-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type ApiDriver, apiDriver } from './api-driver.ts';

const path = '/api/v1/imports';
let app: TestApp;
let api: ApiDriver;
let owner: Awaited<ReturnType<ApiDriver['founder']>>;

beforeAll(async () => {
  app = await startTestApp({ ROLES: 'api,projector,worker', IMPORT_LIMIT_MB: '1' });
  api = await apiDriver(app.url);
  owner = await api.founder();
});
afterAll(() => app.stop());

const post = (body: string, query = '', headers: Record<string, string> = {}, token = owner.token) =>
  api.call('POST', path, {}, { token, body, query, headers: { 'Content-Type': 'text/csv', ...headers } });

const get = (importId: string, token = owner.token) =>
  api.call('GET', `${path}/{importId}`, { importId }, { token });

async function ended(importId: string): Promise<HttpAnswer> {
  await waitUntil(async () => (await get(importId)).at('data.finishedAt') !== null);
  return get(importId);
}

test('a file is accepted, imported in the background, and told of', async () => {
  const accepted = await post(sampleFile(`${randomUUID()}.example`));
  expect(accepted.status).toBe(202);
  const importId = accepted.textAt('data.id');
  expect(accepted.header('Location')).toBe(`${path}/${importId}`);
  const { body } = await ended(importId);
  expect(body).toMatchObject({
    data: { status: 'done', rows: 12, rowsDone: 12, created: { users: 3, checkIns: 12 }, problems: [] },
  });
  const listed = await api.call('GET', path, {}, { token: owner.token });
  expect(listed.at('data.0.id')).toBe(importId);
  expect(listed.at('data.0.problems')).toBeUndefined();

  const keyResults = () => api.call('GET', '/api/v1/key-results', {}, { token: owner.token });
  await waitUntil(async () => (await keyResults()).at('data.length') === 4);
});

test('bad rows are told with line, column and reason', async () => {
  const text = sampleFile(`${randomUUID()}.example`).replace('"10","50"', '"10","10"');
  const accepted = await post(text, '?skipInvalid=false&dryRun=true');
  const { body } = await ended(accepted.textAt('data.id'));
  expect(body).toMatchObject({
    data: {
      status: 'invalid',
      dryRun: true,
      problemCount: 1,
      problems: [{ line: 2, column: 'target', message: 'must differ from the baseline' }],
    },
  });
});

test('the same key gives the same answer, even once the import has ended; another file with it is refused', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  const first = await post('a', '', headers);
  const again = await post('a', '', headers);
  expect(again.at('data')).toEqual(first.at('data'));
  expect(again.header('Idempotency-Replayed')).toBe('true');
  expect((await post('b', '', headers)).body).toMatchObject({ error: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  await ended(first.textAt('data.id'));
  expect((await post('a', '', headers)).at('data')).toEqual(first.at('data'));
});

describe('it is refused', () => {
  test('when the file is too large', async () => {
    expect((await post('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    const fits = await post('x'.repeat(1024 * 1024));
    expect(fits.status).toBe(202);
    await ended(fits.textAt('data.id'));
  });

  test('when it is no CSV, or the query is not one', async () => {
    expect((await post('{}', '', { 'Content-Type': 'application/json' })).status).toBe(415);
    expect((await post('a', '?dryRun=yes')).status).toBe(400);
    expect((await post('a', '?more=true')).status).toBe(400);
    expect((await post('')).status).toBe(400);
  });

  test('to those who are neither owner nor admin', async () => {
    const { token } = await api.join(owner.token, { organizationId: owner.organizationId }, 'manager');
    expect((await post('a', '', {}, token)).status).toBe(403);
    expect((await get(randomUUID(), token)).status).toBe(403);
    expect((await api.call('GET', path, {}, { token })).status).toBe(403);
  });

  test('to look at those of another organization', async () => {
    const { textAt } = await post('a');
    const guest = await api.join(owner.token, { organizationId: owner.organizationId }, 'member');
    const body = { name: 'Guest & Co', slug: `guest-${randomUUID()}` };
    const founded = await api.call('POST', '/api/v1/organizations', {}, { token: guest.token, body });
    const organizationId = founded.textAt('data.id');
    const token = await api.signIn({ ...guest.credentials, organizationId });
    const own = await api.call('GET', path, {}, { token });
    expect(own.at('data')).toEqual([]);
    const [foreign, unknown] = [await get(textAt('data.id'), token), await get(randomUUID(), token)];
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(foreign.at('error.message')).toBe(unknown.at('error.message'));
  });
});
