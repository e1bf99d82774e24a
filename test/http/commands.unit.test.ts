import { describe, expect, test } from '@jest/globals';
import type { EventLog } from '../../src/core/ports.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { uuid } from '../support/uuid.ts';

const cycle = { name: 'Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' };
const token = tokenFor('owner');

/** A log whose appends wait until they are let through. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let arrived = () => {};
  const waiting = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const through = (log: EventLog): EventLog => ({
    ...log,
    append: async (...args) => {
      arrived();
      await opened;
      return log.append(...args);
    },
  });
  return { through, open, waiting };
}

describe('a command that makes something', () => {
  test('answers 201 with id, revision, events, position and link', async () => {
    const { send, log } = httpKit();
    const answer = await send('POST', '/api/v1/cycles', { token, body: cycle });
    const id = answer.textAt('data.id');
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      data: {
        id,
        revision: 0,
        events: [
          { id: expect.any(String), type: 'CycleDefined', revision: 0, data: { ...cycle, cycleId: id } },
        ],
      },
      meta: { requestId: answer.header('X-Request-Id'), position: '100' },
      links: { self: `/api/v1/cycles/${id}` },
    });
    expect(answer.header('ETag')).toBe('"0"');
    expect(answer.header('Location')).toBe(`/api/v1/cycles/${id}`);
    expect(answer.header('X-Consistency-Token')).toBe('100');
    expect(answer.header('Cache-Control')).toBe('no-store');
    expect(answer.header('Idempotency-Replayed')).toBeUndefined();
    expect(log.events[0]?.meta).toMatchObject({
      requestId: answer.header('X-Request-Id'),
      $correlationId: answer.header('X-Correlation-Id'),
      $causationId: answer.header('X-Request-Id'),
      actor: { type: 'user', id: uuid(901) },
      organizationId: uuid(900),
    });
  });

  test('takes no id from the client', async () => {
    const { send, log } = httpKit();
    const answer = await send('POST', '/api/v1/cycles', { token, body: { ...cycle, cycleId: uuid(1) } });
    expect(answer.status).toBe(400);
    expect(answer.at('error.details')).toEqual([
      { field: 'cycleId', message: expect.stringContaining('unknown field') },
    ]);
    expect(log.events).toHaveLength(0);
  });

  test('makes the same with the type in the path', async () => {
    const { send } = httpKit();
    const answer = await send('POST', '/api/v1/commands/DefineCycle', { token, body: cycle });
    expect(answer.status).toBe(201);
    expect(answer.header('Location')).toBe(`/api/v1/cycles/${answer.textAt('data.id')}`);
  });
});

describe('a command on something that exists', () => {
  test('answers 200 with the next revision', async () => {
    const { send } = httpKit();
    const made = await send('POST', '/api/v1/cycles', { token, body: cycle });
    const path = `/api/v1/cycles/${made.textAt('data.id')}/activate`;
    const answer = await send('POST', path, { token });
    expect(answer.status).toBe(200);
    expect(answer.header('ETag')).toBe('"1"');
    expect(answer.header('Location')).toBeUndefined();
    expect(answer.at('data.events.0.type')).toBe('CycleActivated');

    const again = await send('POST', path, { token });
    expect(again.at('data.events')).toEqual([]);
    expect(again.header('ETag')).toBe('"1"');
    expect(again.header('X-Consistency-Token')).toBe('200');
  });

  test('takes its id from the path alone', async () => {
    const { send } = httpKit();
    const made = await send('POST', '/api/v1/cycles', { token, body: cycle });
    const id = made.textAt('data.id');
    const path = `/api/v1/cycles/${id}/activate`;
    const answer = await send('POST', path, { token, body: { cycleId: id } });
    expect(answer.status).toBe(400);
    expect(answer.at('error.details.0.field')).toBe('cycleId');
    const byType = await send('POST', '/api/v1/commands/ActivateCycle', { token, body: { cycleId: id } });
    expect(byType.status).toBe(200);
  });

  test('of another organization is not there, in the same bytes as what never was', async () => {
    const { send } = httpKit();
    const made = await send('POST', '/api/v1/cycles', { token, body: cycle });
    const foreign = tokenFor('owner', 902, 800);
    const headers = { 'X-Request-Id': 'same' };
    const there = await send('POST', `/api/v1/cycles/${made.textAt('data.id')}/activate`, {
      token: foreign,
      headers,
    });
    const nowhere = await send('POST', `/api/v1/cycles/${uuid(404)}/activate`, { token: foreign, headers });
    expect(there.status).toBe(404);
    expect(there.text).toBe(nowhere.text);
    const { date: _, ...thereHeaders } = there.headers;
    const { date: __, ...nowhereHeaders } = nowhere.headers;
    expect(thereHeaders).toEqual(nowhereHeaders);
  });

  test('is refused to a role that may not', async () => {
    const { send, log } = httpKit();
    const answer = await send('POST', '/api/v1/cycles', { token: tokenFor('viewer'), body: cycle });
    expect(answer.status).toBe(403);
    expect(answer.at('error.code')).toBe('FORBIDDEN');
    expect(log.events).toHaveLength(0);
  });

  test('is refused with 422 where a rule of the domain is broken', async () => {
    const { send } = httpKit();
    const body = { ...cycle, endsOn: '2025-01-01' };
    const answer = await send('POST', '/api/v1/cycles', { token, body });
    expect(answer.status).toBe(422);
    expect(answer.at('error')).toMatchObject({ code: 'RULE_VIOLATED', details: [{ field: 'endsOn' }] });
  });
});

describe('Idempotency-Key', () => {
  const headers = { 'Idempotency-Key': 'key with "any" characters /&?' };

  test('gives the first answer again', async () => {
    const { send, log } = httpKit();
    const first = await send('POST', '/api/v1/cycles', { token, body: cycle, headers });
    const second = await send('POST', '/api/v1/cycles', { token, body: cycle, headers });
    expect(second.status).toBe(201);
    expect(second.header('Idempotency-Replayed')).toBe('true');
    expect(second.at('data')).toEqual(first.at('data'));
    for (const name of ['ETag', 'Location', 'X-Consistency-Token'])
      expect(second.header(name)).toBe(first.header(name));
    expect(log.events).toHaveLength(1);
  });

  test('works in another process, from the log alone', async () => {
    const { send, log } = httpKit();
    const first = await send('POST', '/api/v1/cycles', { token, body: cycle, headers });
    const restarted = httpKit({ log });
    const second = await restarted.send('POST', '/api/v1/cycles', { token, body: cycle, headers });
    expect(second.header('Idempotency-Replayed')).toBe('true');
    expect(second.at('data')).toEqual(first.at('data'));
  });

  test('with another body is 422', async () => {
    const { send, log } = httpKit();
    await send('POST', '/api/v1/cycles', { token, body: cycle, headers });
    const answer = await send('POST', '/api/v1/cycles', { token, body: { ...cycle, name: 'Q2' }, headers });
    expect(answer.status).toBe(422);
    expect(answer.at('error.code')).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(log.events).toHaveLength(1);
  });

  test('of somebody else, or of another thing, is another key', async () => {
    const { send, log } = httpKit();
    const one = await send('POST', '/api/v1/cycles', { token, body: cycle, headers });
    const two = await send('POST', '/api/v1/cycles', { token: tokenFor('owner', 7), body: cycle, headers });
    expect(two.header('Idempotency-Replayed')).toBeUndefined();
    for (const made of [one, two]) {
      const path = `/api/v1/cycles/${made.textAt('data.id')}/activate`;
      const answer = await send('POST', path, { token, headers });
      expect(answer.at('data.events')).toHaveLength(1);
      expect(answer.header('Idempotency-Replayed')).toBeUndefined();
    }
    expect(new Set(log.events.map(({ id }) => id)).size).toBe(4);
  });

  test('of a request that is still running is 409', async () => {
    const { through, open, waiting } = gate();
    const { send } = httpKit({ through });
    const first = send('POST', '/api/v1/cycles', { token, body: cycle, headers });
    await waiting;
    const second = await send('POST', '/api/v1/cycles', { token, body: cycle, headers });
    expect(second.status).toBe(409);
    expect(second.at('error.code')).toBe('IDEMPOTENCY_IN_FLIGHT');
    open();
    expect((await first).status).toBe(201);
  });

  test('is not used up by a refusal', async () => {
    const { send } = httpKit();
    const refused = await send('POST', '/api/v1/cycles', { token, body: { name: 'Q1' }, headers });
    expect(refused.status).toBe(400);
    expect((await send('POST', '/api/v1/cycles', { token, body: cycle, headers })).status).toBe(201);
  });

  test.each([
    [1, 201],
    [200, 201],
    [201, 400],
  ])('of %i characters is answered with %i', async (length, status) => {
    const { send } = httpKit();
    const key = { 'Idempotency-Key': 'k'.repeat(length) };
    expect((await send('POST', '/api/v1/cycles', { token, body: cycle, headers: key })).status).toBe(status);
  });
});

describe('If-Match', () => {
  async function madeCycle() {
    const kit = httpKit();
    const made = await kit.send('POST', '/api/v1/cycles', { token, body: cycle });
    const patch = (ifMatch: string, name: string) =>
      kit.send('PATCH', `/api/v1/cycles/${made.textAt('data.id')}`, {
        token,
        body: { endsOn: name },
        headers: { 'If-Match': ifMatch },
      });
    return { ...kit, patch };
  }

  test('lets the revision through that the client saw, with or without what follows it', async () => {
    const { patch } = await madeCycle();
    expect((await patch('"0"', '2026-04-01')).status).toBe(200);
    expect((await patch('"1-abcDEF_-0123"', '2026-04-02')).status).toBe(200);
    expect((await patch('*', '2026-04-03')).status).toBe(200);
  });

  test('turns a stale one away, with what came between', async () => {
    const { patch, log } = await madeCycle();
    await patch('"0"', '2026-04-01');
    await patch('"1"', '2026-04-02');
    const stale = await patch('"0"', '2026-04-03');
    expect(stale.status).toBe(412);
    expect(stale.at('error.code')).toBe('PRECONDITION_FAILED');
    expect(stale.at('error.details')).toEqual([
      expect.objectContaining({ field: 'If-Match', currentRevision: 2 }),
      expect.objectContaining({ type: 'CycleRescheduled', revision: 1 }),
      expect.objectContaining({ type: 'CycleRescheduled', revision: 2 }),
    ]);
    expect(log.events).toHaveLength(3);
  });

  test.each(['0', '"x"', 'W/"0"', '"0", "1"', '""', '"-1"', '"99999999999999999"'])(
    'is refused where malformed: %s',
    async (ifMatch) => {
      const { patch } = await madeCycle();
      const answer = await patch(ifMatch, '2026-04-01');
      expect(answer.status).toBe(400);
      expect(answer.at('error.details.0.field')).toBe('If-Match');
    },
  );

  test('* on what is only to be made is 412', async () => {
    const { send } = httpKit();
    const headers = { 'If-Match': '*' };
    expect((await send('POST', '/api/v1/cycles', { token, body: cycle, headers })).status).toBe(412);
  });
});

describe('dryRun', () => {
  test('answers what would happen, and appends nothing', async () => {
    const { send, log } = httpKit();
    const dry = await send('POST', '/api/v1/cycles?dryRun=true', { token, body: cycle });
    expect(dry.status).toBe(200);
    expect(dry.at('data.revision')).toBe(-1);
    expect(dry.at('data.events.0')).toMatchObject({ type: 'CycleDefined', revision: 0 });
    expect(dry.at('meta.dryRun')).toBe(true);
    expect(dry.header('ETag')).toBeUndefined();
    expect(dry.header('Location')).toBeUndefined();
    expect(log.events).toHaveLength(0);
  });

  test('refuses like the real thing', async () => {
    const { send } = httpKit();
    const body = { ...cycle, endsOn: '2025-01-01' };
    expect((await send('POST', '/api/v1/cycles?dryRun=true', { token, body })).status).toBe(422);
  });

  test.each(['?dryRun=yes', '?dryRun', '?dry=true', '?dryRun=true&dryRun=true'])(
    'takes true or false and no other parameter: %s',
    async (query) => {
      const { send, log } = httpKit();
      expect((await send('POST', `/api/v1/cycles${query}`, { token, body: cycle })).status).toBe(400);
      expect(log.events).toHaveLength(0);
    },
  );
});

describe('commands without routes', () => {
  test.each(['RegisterUser', 'ClaimOrganizationSlug', 'Nothing', '__proto__', 'constructor'])(
    '%s is not there',
    async (type) => {
      const { send, log } = httpKit();
      expect((await send('POST', `/api/v1/commands/${type}`, { token, body: {} })).status).toBe(404);
      const bulk = await send('POST', '/api/v1/commands', { token, body: { commands: [{ type }] } });
      expect(bulk.at('data.0.status')).toBe(400);
      expect(log.events).toHaveLength(0);
    },
  );
});
