import { describe, expect, test } from '@jest/globals';
import { httpKit, tokenFor } from '../support/http-kit.ts';

const cycle = { name: 'Q1', kind: 'quarter', startsOn: '2026-01-01', endsOn: '2026-03-31' };
const token = tokenFor('owner');

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
