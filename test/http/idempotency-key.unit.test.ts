import { describe, expect, test } from '@jest/globals';
import type { EventLog } from '../../src/core/ports.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';

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
