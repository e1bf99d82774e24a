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
  ...Array.from({ length: 6 }, (_, revision) => ({
    ok: true as const,
    event: { ...event, stream: 'user-l', meta: testMetadata, revision, data: { text: 'x'.repeat(2 ** 20) } },
  })),
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
    expect(await pageByPage()).toEqual(['cycle-a', 'user-a', 'user-b']);
  });

  /** All streams, one to a page. */
  const pageByPage = async () => {
    const found: unknown[] = [];
    let cursor: unknown = '';
    while (typeof cursor === 'string') {
      const page = await it.send('GET', `/dead-letters?limit=1${cursor && `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      found.push(...[named(page.at('data.streams'))].flat());
      cursor = page.at('data.nextCursor');
    }
    return found;
  };

  test.each([
    ['alike for long', [1, 2, 3].map((n) => `${'x'.repeat(1_800)}${n}`)],
    ['longer than an address', [1, 2].map((n) => `${'y'.repeat(20_000)}${n}`)],
    ['control characters', [1, 2].map((n) => `${'\u0001'.repeat(1_900)}${n}`)],
    ['of four bytes each', ['', 'x', 'xx'].map((start) => `${start}${'\u{1f600}'.repeat(450)}`)],
    ['escaped', [1, 2].map((n) => `${'\\u0000'.repeat(1_900)}${n}`)],
  ])('page by page, whatever the names: %s', async (_, names) => {
    for (const stream of names) await it.park('users', stream, 0);
    const found = await pageByPage();
    expect(found.length).toBe(names.length + 3);
    expect(new Set(found)).toEqual(new Set(['cycle-a', 'user-a', 'user-b', ...names]));
  });

  const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const hash = 'd41d8cd98f00b204e9800998ecf8427e';

  test.each([
    'x',
    cursorOf(null),
    cursorOf({}),
    cursorOf(['users', 'user-a']),
    cursorOf(['users', 'user-a', 'x']),
    cursorOf(['users', 'user-a', hash, '']),
    cursorOf(['users', 7, hash]),
    cursorOf(['users', '\u0000', hash]),
    cursorOf(['\u0000', 'user-a', hash]),
    cursorOf(['users', 'user-a', `${hash.slice(1)}\u0000`]),
    'a'.repeat(4_000),
  ])('a cursor that is none of its own is refused: %#', async (cursor) => {
    const { status, at } = await it.send('GET', `/dead-letters?cursor=${cursor}`);
    expect([status, at('error.details')]).toEqual([
      400,
      [{ field: 'cursor', message: expect.stringContaining('is not a cursor of this list') }],
    ]);
  });

  test.each([
    ['projection=nobody', 404],
    ['limit=0', 400],
    ['limit=201', 400],
    ['cursor=%00', 400],
    ['cursor=%ff', 400],
    ['stream=', 400],
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

  test('shows a few at a time where the payloads are large', async () => {
    await it.park('users', 'user-l', 0, 1, 2, 3, 4, 5);
    const show = (from: number) => it.send('GET', `/dead-letters/users/user-l?payload=true&from=${from}`);
    const { at } = await show(0);
    expect([at('data.events'), at('data.deadLetters.length'), at('data.nextRevision')]).toEqual([6, 4, 4]);
    expect(at('data.deadLetters.3.payload')).toEqual({ text: 'x'.repeat(2 ** 20) });
    const rest = await show(4);
    expect([rest.at('data.deadLetters.length'), rest.at('data.nextRevision')]).toEqual([2, null]);
    const plain = await it.send('GET', '/dead-letters/users/user-l');
    expect(plain.at('data.deadLetters.length')).toBe(6);
  });

  test.each(['users/user-z', 'key-results/user-a', 'nobody/user-a'])('%s is not found', async (path) => {
    expect((await it.send('GET', `/dead-letters/${path}`)).status).toBe(404);
  });
});

test.each([`user-${'x'.repeat(300)}`, 'y'.repeat(1_900), `${'\u{1f600}'.repeat(475)}`])(
  'a stream with a long name is shown, tried again and gone on with',
  async (stream) => {
    await it.park('users', stream, 5, 6);
    const shown = await it.send('GET', `/dead-letters/users/${encodeURIComponent(stream)}`);
    expect([shown.status, shown.at('data.stream'), shown.at('data.events')]).toEqual([200, stream, 2]);
    const listed = await it.send('GET', `/dead-letters?stream=${encodeURIComponent(stream)}`);
    expect(listed.at('data.total')).toMatchObject({ streams: 1, events: 2 });
    expect((await post('retry', { stream })).at('data')).toEqual({ streams: 1 });
    const discarded = await post('discard', { projection: 'users', stream, revision: 5 });
    expect([discarded.status, await marked()]).toEqual([202, [{ stream, revision: 5, discarded: true }]]);
  },
);

test.each(['.', '..', '%2e%2E', '/', 'a/../b?c=d#%2F&e', 'user-\u001b[2J\n', ' +\u202e', 'events'])(
  'a stream named %j is shown by a query, as by a path that can hold it',
  async (stream) => {
    await it.park('users', stream, 5, 6);
    const query = new URLSearchParams({
      projection: 'users',
      stream,
      from: '6',
      limit: '1',
      payload: 'true',
    });
    const shown = await it.send('GET', `/dead-letters/events?${query}`);
    expect([shown.status, shown.at('data')]).toEqual([
      200,
      expect.objectContaining({ projection: 'users', stream, events: 2, nextRevision: null }),
    ]);
    expect(shown.at('data.deadLetters')).toEqual([expect.objectContaining({ revision: 6, payload: null })]);
    if (/^\.+$/.test(stream)) return;
    query.delete('projection');
    query.delete('stream');
    const path = `/dead-letters/users/${encodeURIComponent(stream)}?${query}`;
    expect((await it.send('GET', path)).at('data')).toEqual(shown.at('data'));
  },
);

test.each([
  ['projection=users&stream=user-z', 404],
  ['projection=nobody&stream=user-a', 404],
  ['projection=users', 400],
  ['projection=users&stream=', 400],
  ['stream=user-a', 400],
  ['projection=users&stream=user-a&page=2', 400],
])('GET /dead-letters/events?%s is answered %d', async (query, status) => {
  expect((await it.send('GET', `/dead-letters/events?${query}`)).status).toBe(status);
});

test('a name that is too long for an address is taken in a body', async () => {
  const stream = 'z'.repeat(40_000);
  await it.park('users', stream, 0);
  expect((await post('retry', { projection: 'users', stream })).at('data')).toEqual({ streams: 1 });
  expect((await post('discard', { projection: 'users', stream, revision: 0 })).status).toBe(202);
  expect((await post('retry', { stream: 'z'.repeat(70_000) })).status).toBe(413);
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
