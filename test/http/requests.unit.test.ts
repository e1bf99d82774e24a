import { describe, expect, test } from '@jest/globals';
import { UndecodableEventError } from '../../src/core/event-catalog.ts';
import type { EventLog } from '../../src/core/ports.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { uuid } from '../support/uuid.ts';
import { waitUntil } from '../support/wait-until.ts';

const cycle = { name: 'Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' };
const token = tokenFor('owner');
const path = '/api/v1/cycles';

describe('request and correlation id', () => {
  test('are taken from the client, answered, and stand on the events', async () => {
    const { send, log } = httpKit();
    const headers = { 'X-Request-Id': 'my.request-1', 'X-Correlation-Id': 'order:77' };
    const answer = await send('POST', path, { token, body: cycle, headers });
    expect(answer.header('X-Request-Id')).toBe('my.request-1');
    expect(answer.header('X-Correlation-Id')).toBe('order:77');
    expect(answer.at('meta.requestId')).toBe('my.request-1');
    expect(log.events[0]?.meta).toMatchObject({ requestId: 'my.request-1', $correlationId: 'order:77' });
  });

  test('are made where they are missing', async () => {
    const { send } = httpKit();
    const first = await send('POST', path, { token, body: {} });
    const second = await send('POST', path, { token, body: {} });
    expect(first.header('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.header('X-Correlation-Id')).toBe(first.header('X-Request-Id'));
    expect(second.header('X-Request-Id')).not.toBe(first.header('X-Request-Id'));
  });

  test.each(['X-Request-Id', 'X-Correlation-Id'])('%s is refused where malformed', async (name) => {
    const { send } = httpKit();
    for (const value of ['a b', 'x'.repeat(129), '<script>', '"']) {
      const answer = await send('POST', path, { token, body: cycle, headers: { [name]: value } });
      expect(answer.status).toBe(400);
      expect(answer.at('error.details.0.field')).toBe(name);
      expect(answer.header(name)).not.toBe(value);
    }
  });

  test('are on every line about the request, and on its events', async () => {
    const { send, lines, log } = httpKit({
      through: (inner) => ({
        ...inner,
        append: async (...args) => {
          await inner.append(...args);
          throw new Error('nobody expected that');
        },
      }),
    });
    const headers = { 'X-Request-Id': 'r', 'X-Correlation-Id': 'c' };
    await send('POST', path, { token, body: cycle, headers });
    const bulk = { commands: [{ type: 'DefineCycle', input: cycle }] };
    await send('POST', '/api/v1/commands', { token, body: bulk, headers });
    await waitUntil(() => lines.filter(({ message }) => message === 'request').length === 2);
    expect(lines).toHaveLength(4);
    for (const { fields } of lines) expect(fields).toMatchObject({ requestId: 'r', correlationId: 'c' });
    for (const { meta } of log.events) expect(meta).toMatchObject({ requestId: 'r', $correlationId: 'c' });
    expect(log.events.length).toBeGreaterThan(0);
  });
});

describe('the access log', () => {
  test('has one line per request, with the pattern of the route and nothing that was sent', async () => {
    const { send, lines } = httpKit();
    await send('POST', `${path}/${uuid(404)}/activate?dryRun=true`, { token });
    await send('POST', '/secret/path', { token: 'secret-token', body: { secret: 'body' } });
    await waitUntil(() => lines.length === 2);
    const [id, durationMs] = [expect.any(String), expect.any(Number)];
    const about = {
      message: 'request',
      requestId: id,
      correlationId: id,
      method: 'POST',
      status: 404,
      durationMs,
    };
    expect(lines.map(({ message, fields }) => ({ message, ...fields }))).toEqual([
      { ...about, route: '/api/v1/cycles/:cycleId/activate' },
      { ...about, route: '(none)' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/secret|dryRun|404-/);
  });

  test('is told to the metrics too', async () => {
    const seen: object[] = [];
    const { send } = httpKit({ metrics: { requestEnded: (request) => seen.push(request) } });
    await send('POST', path, { token, body: cycle });
    await waitUntil(() => seen.length === 1);
    expect(seen).toEqual([
      expect.objectContaining({ method: 'POST', route: path, status: 201, seconds: expect.any(Number) }),
    ]);
  });
});

describe('bounds', () => {
  /** A log that never answers an append. */
  const stuck = (log: EventLog): EventLog => ({ ...log, append: () => new Promise(() => {}) });

  test('a request that takes too long is 503 with Retry-After', async () => {
    const { send } = httpKit({ through: stuck, options: { deadlineMs: 50 } });
    const answer = await send('POST', path, { token, body: cycle });
    expect(answer.status).toBe(503);
    expect(answer.at('error.code')).toBe('UNAVAILABLE');
    expect(answer.header('Retry-After')).toBe('1');
  });

  test('requests beyond those that may run at once are 503, and the next is served again', async () => {
    let reached = 0;
    const through = (log: EventLog): EventLog => ({
      ...stuck(log),
      append: () => {
        reached++;
        return new Promise(() => {});
      },
    });
    const { send } = httpKit({ through, options: { maxInFlight: 2, deadlineMs: 1000 } });
    const running = [send('POST', path, { token, body: cycle }), send('POST', path, { token, body: cycle })];
    await waitUntil(() => reached === 2);
    const turnedAway = await send('POST', path, { token, body: cycle });
    expect(turnedAway.status).toBe(503);
    expect(turnedAway.at('error.message')).toMatch(/too many requests/);
    expect(turnedAway.header('Retry-After')).toBe('1');
    await Promise.all(running);
    expect((await send('POST', path, { token, body: {} })).status).toBe(400);
  });

  test('a command on a stream with an event that cannot be read is refused by name, and the log says which', async () => {
    const place = { stream: 'cycle-1', revision: 3 };
    const through = (log: EventLog): EventLog => ({
      ...log,
      readStream: async () => {
        throw new UndecodableEventError('CycleDefined', 'invalid name', place);
      },
    });
    const { send, lines } = httpKit({ through });
    const answer = await send('POST', path, { token, body: cycle });
    expect(answer.status).toBe(500);
    expect(answer.at('error')).toMatchObject({
      code: 'EVENT_UNREADABLE',
      message: expect.stringContaining('cannot be read by this version of the product'),
    });
    expect(answer.text).not.toMatch(/cycle-1|invalid name/);
    const [reported] = lines.filter(({ level }) => level === 'error');
    expect(reported?.fields).toMatchObject({
      error: { message: 'event CycleDefined cannot be read: invalid name', ...place },
    });
  });

  test('an error that nobody expected is 500 without a word about it, and reported', async () => {
    const through = (log: EventLog): EventLog => ({
      ...log,
      append: async () => {
        throw new Error('disk /dev/secret is full', { cause: new Error('root cause') });
      },
    });
    const { send, lines } = httpKit({ through });
    const answer = await send('POST', path, { token, body: cycle });
    expect(answer.status).toBe(500);
    expect(answer.at('error.code')).toBe('INTERNAL');
    expect(answer.text).not.toMatch(/secret|stack|\.ts/);
    const [reported] = lines.filter(({ level }) => level === 'error');
    expect(reported?.fields).toMatchObject({
      error: { message: 'disk /dev/secret is full', cause: { message: 'root cause' } },
    });
  });
});

describe('headers of every answer', () => {
  test.each([
    ['POST', path, 201],
    ['GET', '/nowhere', 404],
    ['GET', '/api/v1/cycles', 401],
  ])('%s %s', async (method, at, status) => {
    const { send } = httpKit();
    const answer = await send(method, at, method === 'POST' ? { token, body: cycle } : {});
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.any(String),
    });
    expect(answer.header('X-Powered-By')).toBeUndefined();
    expect(answer.header('Cache-Control')).toEqual(expect.any(String));
  });
});
