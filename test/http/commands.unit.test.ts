import { describe, expect, test } from '@jest/globals';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { uuid } from '../support/uuid.ts';

const cycle = { name: 'Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' };
const token = tokenFor('owner');

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
