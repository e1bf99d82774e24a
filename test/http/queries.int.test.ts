import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { uuid } from '../support/uuid.ts';
import { type ApiDriver, apiDriver } from './api-driver.ts';

let app: TestApp;
let api: ApiDriver;
let token: string;
let cycleId: string;
let cyclePath: string;
let position: string;
const path = '/api/v1/cycles';
const cycle = { name: 'Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' };
const beyond = '9223372036854775807';

beforeAll(async () => {
  app = await startTestApp();
  api = await apiDriver(app.url);
  token = (await api.founder()).token;
  const made = await api.send('POST', path, { token, body: cycle });
  cycleId = made.textAt('data.id');
  cyclePath = `${path}/${cycleId}`;
  position = made.header('X-Consistency-Token') ?? '';
  await api.send('GET', cyclePath, { token, headers: { 'X-Consistency-Token': position } });
});
afterAll(() => app.stop());

describe('X-Consistency-Token', () => {
  test('lets everybody read what they wrote, at once', async () => {
    for (let revision = 1; revision <= 20; revision++) {
      const body = { endsOn: `2026-04-${String(revision).padStart(2, '0')}` };
      const changed = await api.send('PATCH', cyclePath, { token, body });
      const headers = { 'X-Consistency-Token': changed.header('X-Consistency-Token') ?? '' };
      const read = await api.send('GET', cyclePath, { token, headers });
      expect(read.at('data')).toMatchObject({ revision, endsOn: body.endsOn });
      expect(read.header('ETag')).toMatch(new RegExp(`^"${revision}-`));
      expect(BigInt(read.textAt('meta.position'))).toBeGreaterThanOrEqual(
        BigInt(headers['X-Consistency-Token']),
      );
    }
  });

  test('that is not reached in time is 503 with how far the read models are', async () => {
    const headers = { 'X-Consistency-Token': beyond, Prefer: 'wait=0' };
    for (const at of [cyclePath, path]) {
      const answer = await api.send('GET', at, { token, headers });
      expect(answer.status).toBe(503);
      expect(answer.at('error')).toMatchObject({
        code: 'UNAVAILABLE',
        details: [{ field: 'X-Consistency-Token', position: expect.stringMatching(/^\d+$/) }],
      });
      expect(answer.header('Retry-After')).toBe('1');
    }
  });

  test('is waited for as long as Prefer says', async () => {
    const startedAt = Date.now();
    const headers = { 'X-Consistency-Token': beyond, Prefer: 'respond-async, wait=3' };
    expect((await api.send('GET', cyclePath, { token, headers })).status).toBe(503);
    // By default it would be two seconds.
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(2950);
  });

  test.each(['x', '-1', '1.5', '', '1 OR 1=1', '99999999999999999999', '9223372036854775808'])(
    'is refused where malformed: %s',
    async (malformed) => {
      const headers = { 'X-Consistency-Token': malformed };
      const answer = await api.send('GET', cyclePath, { token, headers });
      expect(answer.status).toBe(400);
      expect(answer.at('error.details.0.field')).toBe('X-Consistency-Token');
    },
  );

  test.each(['wait=x', 'wait', 'wait=-1', 'wait=1.5'])(
    'Prefer is refused where malformed: %s',
    async (prefer) => {
      const answer = await api.send('GET', cyclePath, { token, headers: { Prefer: prefer } });
      expect(answer.status).toBe(400);
      expect(answer.at('error.details.0.field')).toBe('Prefer');
    },
  );
});

describe('ETag', () => {
  test('of a thing is what If-Match takes, and changes with the thing', async () => {
    const made = await api.send('POST', path, { token, body: cycle });
    const at = `${path}/${made.textAt('data.id')}`;
    const headers = { 'X-Consistency-Token': made.header('X-Consistency-Token') ?? '' };
    const read = await api.send('GET', at, { token, headers });
    const tag = read.header('ETag') ?? '';
    expect((await api.send('GET', at, { token, headers: { 'If-None-Match': tag } })).status).toBe(304);

    const patch = { token, body: { endsOn: '2026-04-01' }, headers: { 'If-Match': tag } };
    const changed = await api.send('PATCH', at, patch);
    expect(changed.status).toBe(200);
    const stale = await api.send('PATCH', at, { ...patch, body: { endsOn: '2026-04-02' } });
    expect(stale.status).toBe(412);
    expect(stale.at('error.details')).toHaveLength(2);

    const again = await api.send('GET', at, {
      token,
      headers: {
        'If-None-Match': tag,
        'X-Consistency-Token': changed.header('X-Consistency-Token') ?? '',
      },
    });
    expect(again.status).toBe(200);
    expect(again.header('ETag')).not.toBe(tag);
  });
});

describe('what a client may ask', () => {
  test.each([
    ['?unknown=1', 'unknown'],
    ['?filter[unknown]=1', 'filter[unknown]'],
    ['?filter[name][unknown]=1', 'filter[name][unknown]'],
    ['?filter[__proto__]=1', 'filter[__proto__]'],
    ['?filter[constructor][eq]=1', 'filter[constructor][eq]'],
    ['?__proto__[x]=1', '__proto__[x]'],
    ['?filter=1', 'filter'],
    ['?filter[name]=a&filter[name]=b', 'filter[name]'],
    ['?filter[name]=a&filter[name][eq]=b', 'filter[name][eq]'],
    ['?filter[startsOn][gt]=never', 'filter[startsOn][gt]'],
    ['?sort=unknown:asc', 'sort'],
    ['?sort=name:sideways', 'sort'],
    ['?sort=', 'sort'],
    ['?cursor=forged', 'cursor'],
    ['?limit=0', 'limit'],
    ['?limit=201', 'limit'],
    ['?limit=x', 'limit'],
    ['?limit=1&limit=2', 'limit'],
    ['?page=0', 'page'],
    ['?page=1&cursor=x', 'cursor'],
    ['?perPage=1000', 'perPage'],
    ['?filter[name]=%ff', ''],
    ['?filter[name]=%', ''],
    ['?filter[name]=a%00', ''],
  ])('does not include %s', async (query, field) => {
    const answer = await api.send('GET', `${path}${query}`, { token });
    expect(answer.status).toBe(400);
    expect(answer.at('error.details')).toEqual(
      expect.arrayContaining([expect.objectContaining({ field, message: expect.stringMatching(/./) })]),
    );
  });

  test.each(['?unknown=1', '?cycleId=1', '?filter[name]=x', '?limit=1'])(
    'of one thing does not include %s',
    async (query) => {
      expect((await api.send('GET', `${cyclePath}${query}`, { token })).status).toBe(400);
    },
  );

  test('includes filters, sorts, and values with any characters', async () => {
    const odd = { ...cycle, name: 'Größe & "more" = 100%+1 [x]' };
    const made = await api.send('POST', path, { token, body: odd });
    const headers = { 'X-Consistency-Token': made.header('X-Consistency-Token') ?? '' };
    const query = `?filter[name]=${encodeURIComponent(odd.name)}&sort=startsOn:desc,name:asc`;
    const answer = await api.send('GET', `${path}${query}`, { token, headers });
    expect(answer.at('data')).toEqual([
      expect.objectContaining({ id: made.textAt('data.id'), name: odd.name }),
    ]);
    expect(answer.at('links.self')).toBe(`${path}${query}`);
  });
});

describe('another organization', () => {
  test('gets the bytes of what does not exist', async () => {
    const stranger = await api.join(token, { organizationId: await ownOrganization() }, 'viewer');
    const own = await api.send('POST', '/api/v1/organizations', {
      token: stranger.token,
      body: { name: 'Other', slug: `other-${Date.now()}` },
    });
    const foreign = await api.signIn({ ...stranger.credentials, organizationId: own.textAt('data.id') });
    const headers = { 'X-Request-Id': 'same', 'X-Consistency-Token': position };
    const there = await api.send('GET', cyclePath, { token: foreign, headers });
    const nowhere = await api.send('GET', `${path}/${uuid(404)}`, { token: foreign, headers });
    expect(there.status).toBe(404);
    expect(there.text).toBe(nowhere.text);
    expect(Object.keys(there.headers)).toEqual(Object.keys(nowhere.headers));
    expect((await api.send('GET', path, { token: foreign, headers })).at('data')).toEqual([]);
  });

  async function ownOrganization(): Promise<string> {
    return (await api.send('GET', '/api/v1/auth/me', { token })).textAt('data.organization.id');
  }
});
