import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '../../../src/core/ports.ts';
import { testMetadata } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';
import { startOperations } from './operations-fixture.ts';

const event = {
  id: uuid(1),
  type: 'UserProfileChanged',
  stream: 'user-a',
  position: { commit: 1n, prepare: 1n },
  recordedAt: '2026-02-01T00:00:00.000Z',
};
const logged: LoggedEvent[] = [
  {
    ok: true,
    event: { ...event, meta: testMetadata, revision: 3, data: { userId: 'a', displayName: 'Ada' } },
  },
  { ok: false, event: { ...event, revision: 4, error: 'event cannot be read' } },
];

let it: Awaited<ReturnType<typeof startOperations>>;
beforeAll(async () => {
  it = await startOperations({ logged });
});
beforeEach(async () => {
  await it.clear();
  await it.park('users', 'user-a', 3, 4, 7);
  await it.park('users', 'user-b', 1);
  await it.park('cycles', 'cycle-a', 0, 1);
  // What a rebuild cannot take is no concern of those who look after the live tables.
  await it.client.query(`INSERT INTO ops.dead_letters SELECT 'key-results', stream, revision, event_id, event_type,
    commit_position, prepare_position, recorded_at, reason, parked_at, NULL, 'next' FROM ops.dead_letters`);
});
afterAll(async () => {
  await it.stop();
  expect(it.reported).toEqual([]);
});

const post = (path: string, body: object) => it.send('POST', `/dead-letters/${path}`, { body });
const marked = async () => {
  const { rows } = await it.client.query(
    `SELECT stream, revision::int, discarded_at IS NOT NULL AS discarded FROM ops.dead_letters
      WHERE retry_requested_at IS NOT NULL ORDER BY stream, revision`,
  );
  return rows;
};

describe('GET /dead-letters', () => {
  const named = (streams: unknown) =>
    Array.isArray(streams) ? streams.map(({ stream }) => stream) : streams;

  test('lists parked streams with their first dead letter', async () => {
    const { status, at } = await it.send('GET', '/dead-letters');
    expect([status, at('data.total'), at('data.nextCursor')]).toEqual([
      200,
      { streams: 3, events: 6, retrying: 0 },
      null,
    ]);
    expect(named(at('data.streams'))).toEqual(['cycle-a', 'user-a', 'user-b']);
    expect(at('data.streams.1')).toEqual({
      projection: 'users',
      stream: 'user-a',
      events: 3,
      retryRequestedAt: null,
      first: {
        revision: 3,
        eventId: expect.any(String),
        eventType: 'UserProfileChanged',
        position: { commit: '3', prepare: '3' },
        recordedAt: '2026-02-01T00:00:00.000Z',
        reason: 'Error: 3',
        parkedAt: expect.any(String),
        discardedAt: null,
      },
    });
  });

  test('by projection, by stream, and page by page', async () => {
    const users = await it.send('GET', '/dead-letters?projection=users');
    expect([named(users.at('data.streams')), users.at('data.total')]).toEqual([
      ['user-a', 'user-b'],
      { streams: 2, events: 4, retrying: 0 },
    ]);
    expect(named((await it.send('GET', '/dead-letters?stream=user-b')).at('data.streams'))).toEqual([
      'user-b',
    ]);
    const pages: unknown[] = [];
    let cursor: unknown = '';
    while (typeof cursor === 'string') {
      const page = await it.send('GET', `/dead-letters?limit=1${cursor && `&cursor=${cursor}`}`);
      pages.push(named(page.at('data.streams')));
      cursor = page.at('data.nextCursor');
    }
    expect(pages).toEqual([['cycle-a'], ['user-a'], ['user-b']]);
  });

  test.each([
    ['projection=nobody', 404],
    ['limit=0', 400],
    ['limit=201', 400],
    ['cursor=x', 400],
    ['page=2', 400],
  ])('?%s is answered %d', async (query, status) => {
    expect((await it.send('GET', `/dead-letters?${query}`)).status).toBe(status);
  });
});

describe('GET /dead-letters/:projection/:stream', () => {
  test('lists the dead letters in order, without what is in them', async () => {
    const { status, at, text } = await it.send('GET', '/dead-letters/users/user-a?limit=2');
    expect([status, at('data.events'), at('data.nextRevision')]).toEqual([200, 3, 7]);
    expect(at('data.deadLetters')).toEqual([
      expect.objectContaining({ revision: 3, reason: 'Error: 3' }),
      expect.objectContaining({ revision: 4, reason: 'Error: 4' }),
    ]);
    expect(text).not.toContain('payload');
    const rest = await it.send('GET', '/dead-letters/users/user-a?from=7');
    expect([rest.at('data.deadLetters.0.revision'), rest.at('data.nextRevision')]).toEqual([7, null]);
  });

  test('shows payloads where it is asked to, with personal data masked', async () => {
    const { at, text } = await it.send('GET', '/dead-letters/users/user-a?payload=true');
    expect(at('data.deadLetters.0.payload')).toEqual({ userId: 'a', displayName: '***' });
    expect([at('data.deadLetters.1.payload'), at('data.deadLetters.2.payload')]).toEqual([null, null]);
    expect(text).not.toContain('Ada');
  });

  test.each(['users/user-z', 'key-results/user-a', 'nobody/user-a'])('%s is not found', async (path) => {
    expect((await it.send('GET', `/dead-letters/${path}`)).status).toBe(404);
  });
});

describe('POST /dead-letters/retry', () => {
  test('asks for another try of one stream, by its first dead letter', async () => {
    const answer = await post('retry', { projection: 'users', stream: 'user-a' });
    expect([answer.status, answer.at('data')]).toEqual([202, { streams: 1 }]);
    expect(await marked()).toEqual([{ stream: 'user-a', revision: 3, discarded: false }]);
    const list = await it.send('GET', '/dead-letters?projection=users');
    expect([list.at('data.total.retrying'), list.at('data.streams.0.retryRequestedAt')]).toEqual([
      1,
      expect.any(String),
    ]);
  });

  test('or of all there are, or of one stream in all projections', async () => {
    expect((await post('retry', { stream: 'user-a' })).at('data')).toEqual({ streams: 1 });
    expect((await post('retry', {})).at('data')).toEqual({ streams: 3 });
    expect((await marked()).map(({ stream }) => stream)).toEqual(['cycle-a', 'user-a', 'user-b']);
  });

  test('or of all of a projection', async () => {
    expect((await post('retry', { projection: 'users' })).at('data')).toEqual({ streams: 2 });
    expect((await marked()).map(({ stream }) => stream)).toEqual(['user-a', 'user-b']);
  });

  test.each([
    [{ projection: 'users', stream: 'user-z' }, 404, 'users has no dead letters of user-z'],
    [{ projection: 'key-results' }, 404, 'key-results has no dead letters'],
    [{ projection: 'nobody' }, 404, expect.stringContaining('there are users, cycles, key-results')],
    [{ stream: 'user-z' }, 404, 'no projection has dead letters of user-z'],
    [{ streams: ['user-a'] }, 400, 'the request is not valid: check streams'],
  ])('%j is answered %d', async (body, status, message) => {
    const answer = await post('retry', body);
    expect([answer.status, answer.at('error.message')]).toEqual([status, message]);
    expect(await marked()).toEqual([]);
  });
});

describe('POST /dead-letters/discard', () => {
  const first = { projection: 'users', stream: 'user-a', revision: 3 };

  test('marks the first dead letter of a stream and asks for another try; twice is as good as once', async () => {
    const answers = [await post('discard', first), await post('discard', first)];
    expect(answers.map(({ status, at }) => [status, at('data')])).toEqual([
      [202, first],
      [202, first],
    ]);
    expect(await marked()).toEqual([{ stream: 'user-a', revision: 3, discarded: true }]);
  });

  test.each([
    [{ ...first, revision: 4 }, 409, 'the first dead letter of user-a is revision 3, not 4'],
    [{ ...first, revision: 2 }, 409, 'the first dead letter of user-a is revision 3, not 2'],
    [{ ...first, stream: 'user-z' }, 404, 'users has no dead letters of user-z'],
    [{ ...first, projection: 'nobody' }, 404, expect.any(String)],
    [{ ...first, revision: '3' }, 400, expect.any(String)],
    [{ projection: 'users', stream: 'user-a' }, 400, expect.any(String)],
  ])('%j is answered %d', async (body, status, message) => {
    const answer = await post('discard', body);
    expect([answer.status, answer.at('error.message')]).toEqual([status, message]);
    expect(await marked()).toEqual([]);
  });
});
