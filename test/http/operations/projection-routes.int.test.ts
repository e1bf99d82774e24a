import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startOperations } from './operations-fixture.ts';

let it: Awaited<ReturnType<typeof startOperations>>;
let lag: () => Promise<ReadonlyMap<string, number>>;
beforeAll(async () => {
  it = await startOperations({ lag: () => lag() });
});
beforeEach(async () => {
  lag = async () => new Map([['users', 3]]);
  await it.clear();
});
afterAll(async () => {
  await it.stop();
  expect(it.reported).toEqual([]);
});

const count = async (table: string) => (await it.client.query(`SELECT 1 FROM ops.${table}`)).rowCount;

describe('GET /projections', () => {
  test('tells how every projection fares', async () => {
    await it.stand('users', 'live', 97, 1);
    await it.stand('users', 'next', 40);
    await it.stand('users', 'previous', 12);
    await it.stand('cycles', 'live', 100);
    await it.park('cycles', 'cycle-a', 1, 2);
    await it.park('cycles', 'cycle-b', 0);
    await it.client.query(
      `INSERT INTO ops.projection_tasks (kind, projections, reason, state, started_at)
        VALUES ('rebuild', '{users}', 'requested', 'running', now())`,
    );
    await it.send('POST', '/projections/pause', { body: { projections: ['cycles'] } });
    const { status, body, headers } = await it.send('GET', '/projections');
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      data: {
        projections: [
          {
            name: 'users',
            state: 'rebuilding',
            version: 2,
            liveVersion: 1,
            position: { commit: '97', prepare: '97' },
            ordinal: 97,
            lagEvents: 3,
            lastEventRecordedAt: '2026-02-01T00:00:00.000Z',
            pausedAt: null,
            deadLetters: { events: 0, streams: 0 },
            rebuild: { version: 2, ordinal: 40 },
            previous: { version: 2, ordinal: 12, updatedAt: expect.any(String) },
          },
          expect.objectContaining({
            name: 'cycles',
            state: 'paused',
            pausedAt: expect.any(String),
            lagEvents: null,
            deadLetters: { events: 3, streams: 2 },
            rebuild: null,
            previous: null,
          }),
          expect.objectContaining({ name: 'key-results', state: 'new', liveVersion: null, ordinal: 0 }),
        ],
        task: expect.objectContaining({
          kind: 'rebuild',
          state: 'running',
          eventsDone: 40,
          eventsTotal: 100,
        }),
      },
      meta: { requestId: expect.any(String) },
    });
  });

  test.each([
    ['does not answer', () => Promise.reject(new Error('away'))],
    ['takes for ever', () => new Promise<never>(() => {})],
  ])('leaves the lag out while the event store %s', async (_, answer) => {
    lag = answer;
    const { status, at } = await it.send('GET', '/projections');
    expect([status, at('data.projections.0.lagEvents'), at('data.task')]).toEqual([200, null, null]);
  });
});

describe('pausing', () => {
  test('pauses and resumes those that are named, or all; twice is as good as once', async () => {
    const named = await it.send('POST', '/projections/pause', { body: { projections: ['users', 'users'] } });
    expect([named.status, named.at('data')]).toEqual([200, { projections: ['users'], changed: ['users'] }]);
    expect(await count('paused_projections')).toBe(1);
    const rest = await it.send('POST', '/projections/pause', { body: {} });
    expect(rest.at('data.changed')).toEqual(['cycles', 'key-results']);
    expect(await count('paused_projections')).toBe(3);
    await it.send('POST', '/projections/resume', { body: { projections: ['cycles'] } });
    expect(await count('paused_projections')).toBe(2);
    const all = await it.send('POST', '/projections/resume', { body: {} });
    expect(all.at('data')).toEqual({
      projections: ['users', 'cycles', 'key-results'],
      changed: ['users', 'key-results'],
    });
    expect(await count('paused_projections')).toBe(0);
    expect(it.noted).toContain('projections were paused');
  });

  test.each([
    [{ projections: ['user'] }, 404, 'there is no projection "user"; there are users, cycles, key-results'],
    [{ projections: [] }, 400, 'the request is not valid: check projections'],
    [{ projections: 'users' }, 400, 'the request is not valid: check projections'],
    [{ names: ['users'] }, 400, 'the request is not valid: check names'],
  ])('%j is refused with %d', async (body, status, message) => {
    for (const path of ['/projections/pause', '/projections/resume']) {
      const answer = await it.send('POST', path, { body });
      expect([answer.status, answer.at('error.message')]).toEqual([status, message]);
    }
    expect(await count('paused_projections')).toBe(0);
  });

  test('takes JSON only, which no form of another page can send', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    for (const headers of [form, {}]) {
      const answer = await it.send('POST', '/projections/pause', { headers });
      expect([answer.status, answer.at('error.code')]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    }
    expect(await count('paused_projections')).toBe(0);
  });
});

test('what is no route is answered in the same form', async () => {
  expect(await it.send('GET', '/projection')).toMatchObject({
    status: 404,
    body: { error: { code: 'NOT_FOUND', requestId: expect.any(String) } },
  });
  const other = await it.send('DELETE', '/projections');
  expect([other.status, other.header('allow')]).toEqual([405, 'GET, HEAD']);
});
