import { describe, expect, test } from '@jest/globals';
import { type EventLog, LogUnavailableError } from '../../src/core/ports.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { uuid } from '../support/uuid.ts';

const cycle = { name: 'Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' };
const define = { type: 'DefineCycle', input: cycle };
const token = tokenFor('owner');
const path = '/api/v1/commands';

describe('POST /commands', () => {
  test('issues them in order, each with its own result', async () => {
    const { send, log } = httpKit();
    const commands = [
      { ...define, idempotencyKey: 'a' },
      { type: 'ActivateCycle', input: { cycleId: uuid(404) } },
      { type: 'DefineCycle', input: { name: 'Q1' } },
      { type: 'DefineCycle', input: { ...cycle, endsOn: '2025-01-01' } },
      { ...define, idempotencyKey: 'a' },
      { type: 'DefineCycle', input: { ...cycle, name: 'Q2' }, idempotencyKey: 'a' },
      { ...define, expectedRevision: 3 },
    ];
    const answer = await send('POST', path, { token, body: { commands } });
    expect(answer.status).toBe(200);
    expect(answer.at('data')).toMatchObject([
      { status: 201, data: { revision: 0, events: [{ type: 'CycleDefined' }] } },
      { status: 404, error: { code: 'NOT_FOUND' } },
      { status: 400, error: { code: 'VALIDATION_FAILED' } },
      { status: 422, error: { code: 'RULE_VIOLATED', details: [{ field: 'endsOn' }] } },
      { status: 201, replayed: true },
      { status: 422, error: { code: 'IDEMPOTENCY_KEY_REUSED' } },
      { status: 412, error: { code: 'PRECONDITION_FAILED' } },
    ]);
    expect(answer.at('data.4.data')).toEqual(answer.at('data.0.data'));
    expect(log.events).toHaveLength(1);
    expect(answer.header('X-Consistency-Token')).toBe('100');
  });

  test('takes the key of the request for those that have none', async () => {
    const { send, log } = httpKit();
    const sent = { token, body: { commands: [define, define] }, headers: { 'Idempotency-Key': 'k' } };
    const first = await send('POST', path, sent);
    const second = await send('POST', path, sent);
    expect(second.at('data')).toMatchObject([
      { status: 201, replayed: true },
      { status: 201, replayed: true },
    ]);
    expect(first.header('Idempotency-Replayed')).toBeUndefined();
    expect(second.header('Idempotency-Replayed')).toBe('true');
    const third = await send('POST', path, { ...sent, body: { commands: [define, define, define] } });
    expect(third.at('data')).toMatchObject([{ replayed: true }, { replayed: true }, { status: 201 }]);
    expect(third.header('Idempotency-Replayed')).toBeUndefined();
    expect(second.at('data.0.data.id')).toBe(first.at('data.0.data.id'));
    expect(second.at('data.0.data.id')).not.toBe(first.at('data.1.data.id'));
    expect(log.events).toHaveLength(3);
  });

  test('takes 1,000 and no more', async () => {
    const { send, log } = httpKit();
    const many = (n: number) => ({ commands: Array.from({ length: n }, () => define) });
    const answer = await send('POST', path, { token, body: many(1000) });
    expect(answer.at('data')).toHaveLength(1000);
    expect(log.events).toHaveLength(1000);
    expect((await send('POST', path, { token, body: many(1001) })).status).toBe(400);
    expect((await send('POST', path, { token, body: many(0) })).status).toBe(400);
    expect(log.events).toHaveLength(1000);
  });

  test('decides without appending in a dry run', async () => {
    const { send, log } = httpKit();
    const answer = await send('POST', `${path}?dryRun=true`, { token, body: { commands: [define] } });
    expect(answer.at('data.0')).toMatchObject({ status: 200, data: { revision: -1 } });
    expect(answer.at('meta.dryRun')).toBe(true);
    expect(log.events).toHaveLength(0);
  });

  test.each([
    ['no commands', {}],
    ['an unknown field', { commands: [define], more: 1 }],
    ['an unknown field of a command', { commands: [{ ...define, more: 1 }] }],
    ['a command that is no object', { commands: ['DefineCycle'] }],
    ['an empty key', { commands: [{ ...define, idempotencyKey: '' }] }],
    ['a negative revision', { commands: [{ ...define, expectedRevision: -1 }] }],
    ['a list', [define]],
  ])('refuses %s as a whole', async (_, body) => {
    const { send, log } = httpKit();
    const answer = await send('POST', path, { token, body });
    expect(answer.status).toBe(400);
    expect(answer.at('error.details.0.message')).toEqual(expect.any(String));
    expect(log.events).toHaveLength(0);
  });

  test('refuses If-Match, which cannot hold for all of them', async () => {
    const { send } = httpKit();
    const headers = { 'If-Match': '"1"' };
    expect((await send('POST', path, { token, body: { commands: [define] }, headers })).status).toBe(400);
  });

  test('gives up on the rest once the event store is away', async () => {
    let appends = 0;
    const through = (log: EventLog): EventLog => ({
      ...log,
      append: async (...args) => {
        appends++;
        if (appends > 1) throw new LogUnavailableError('gone');
        return log.append(...args);
      },
    });
    const { send } = httpKit({ through });
    const answer = await send('POST', path, { token, body: { commands: [define, define, define] } });
    expect(answer.at('data')).toMatchObject([{ status: 201 }, { status: 503 }, { status: 503 }]);
    expect(appends).toBe(2);
  });

  test('reports what nobody expected, and goes on', async () => {
    let appends = 0;
    const through = (log: EventLog): EventLog => ({
      ...log,
      append: async (...args) => {
        appends++;
        if (appends === 1) throw new Error('secret detail');
        return log.append(...args);
      },
    });
    const { send, lines } = httpKit({ through });
    const answer = await send('POST', path, { token, body: { commands: [define, define] } });
    expect(answer.at('data')).toMatchObject([{ status: 500, error: { code: 'INTERNAL' } }, { status: 201 }]);
    expect(answer.text).not.toContain('secret detail');
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});
