import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../support/wait-until.ts';
import { type Answer, call, type Founded, found, insist, newFounder } from './client.ts';
import { newDataDir, removeDataDir, serversOf } from './data-dir.ts';
import { dataOf, wholeLog } from './log.ts';
import { type Part, type Product, startProduct } from './product.ts';

let dataDir: string;
let product: Product;
let founded: Founded;

beforeAll(async () => {
  dataDir = await newDataDir();
  product = await startProduct({ dataDir });
  founded = await found(product.api, newFounder());
});
afterAll(async () => {
  await product?.stop();
  await removeDataDir(dataDir);
});

interface Outcome {
  readonly id: string;
  readonly events: readonly { readonly data: { readonly checkInId?: string } }[];
}

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

async function issue(type: string, body: object): Promise<Answer<Outcome>> {
  const url = `${product.api}/api/v1/commands/${type}`;
  return insist<Outcome>(url, 'POST', {
    token: founded.token,
    body,
    headers: { 'Idempotency-Key': randomUUID() },
  });
}

/** Key results of one objective that is under way. */
async function keyResults(count: number): Promise<string[]> {
  const cycle = { name: 'Now', kind: 'custom', startsOn: day(-30), endsOn: day(60) };
  const cycleId = (await issue('DefineCycle', cycle)).data.id;
  await issue('ActivateCycle', { cycleId });
  const objectiveId = (await issue('DraftObjective', { cycleId, title: 'Survive' })).data.id;
  const measure = { type: 'number', baseline: '0', target: '1000000' };
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    ids.push((await issue('DefineKeyResult', { objectiveId, title: `Result ${index}`, measure })).data.id);
  }
  await issue('ActivateObjective', { objectiveId });
  return ids;
}

/** Kills it, and waits until another has taken its place. */
async function replace(part: Part): Promise<void> {
  const before = await product.pidOf(part);
  await product.kill(part);
  await waitUntil(async () => (await product.pidOf(part).catch(() => before)) !== before, {
    deadlineMs: 20_000,
  });
}

test.each(['api', 'projector', 'worker', 'event-store', 'postgres', 'postmaster'] as const)(
  'after a crash of %s everything is ready again',
  async (part) => {
    await replace(part);
    await product.ready(20_000);
    const { organizationId, token } = founded;
    const { headers } = await issue('RenameOrganization', { organizationId, name: `After ${part}` });
    const read = await insist<{ name: string }>(
      `${product.api}/api/v1/organizations/${organizationId}`,
      'GET',
      {
        token,
        headers: {
          'X-Consistency-Token': headers.get('X-Consistency-Token') ?? 'none',
          Prefer: 'wait=10',
        },
      },
    );
    expect(read.data.name).toBe(`After ${part}`);
  },
);

test('what was acknowledged is in the log once, whatever is killed under load', async () => {
  const targets = await keyResults(6);
  const leave = new AbortController();
  const acknowledged = new Set<string>();

  /** One check-in, with one key until it is answered. */
  async function record(keyResultId: string, value: number): Promise<void> {
    const headers = { 'Idempotency-Key': randomUUID() };
    const url = `${product.api}/api/v1/key-results/${keyResultId}/check-ins`;
    const body = { value: `${value}`, confidence: 5 };
    for (;;) {
      const answer = await call<Outcome>(url, 'POST', { token: founded.token, body, headers }).catch(
        () => null,
      );
      if (answer && answer.status < 300) {
        acknowledged.add(String(answer.data.events[0]?.data.checkInId));
        return;
      }
      const busy = answer?.text.includes('IDEMPOTENCY_IN_FLIGHT');
      if (answer && answer.status !== 503 && !busy) throw new Error(`${answer.status}: ${answer.text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  let value = 0;
  // Two on every key result, so that they meet.
  const clients = [...targets, ...targets].map(async (target) => {
    while (!leave.signal.aborted) await record(target, ++value);
  });
  const running = Promise.all(clients);
  running.catch(() => leave.abort());
  for (const part of ['api', 'event-store', 'api', 'event-store'] as const) {
    const before = acknowledged.size;
    await waitUntil(() => acknowledged.size > before + 100 || leave.signal.aborted, { deadlineMs: 30_000 });
    await replace(part);
  }
  await product.ready();
  leave.abort();
  await running;

  const events = await wholeLog((await serversOf(dataDir)).eventStore);
  const recorded = dataOf<{ checkInId: string; value: string }>(events, 'CheckInRecorded');
  expect(recorded.map(({ checkInId }) => checkInId).sort()).toEqual([...acknowledged].sort());
  expect(new Set(recorded.map((each) => each.value)).size).toBe(recorded.length);
  expect(recorded.length).toBe(value);
}, 120_000);
