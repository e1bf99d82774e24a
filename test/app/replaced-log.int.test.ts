import { rm } from 'node:fs/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import { z } from 'zod';
import { projectionStatus } from '../../src/platform/projection-operations/views.ts';
import { type EventStoreProcess, startEventStoreProcess } from '../support/event-store-process.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { testMetadata } from '../support/test-context.ts';
import { waitUntil } from '../support/wait-until.ts';

let store: EventStoreProcess;
let raw: EventStoreDBClient;
let app: TestApp;
beforeAll(async () => {
  store = await startEventStoreProcess();
  raw = EventStoreDBClient.connectionString(store.url);
  app = await startTestApp({ EVENTSTORE_URL: store.url });
});
afterAll(async () => {
  await app.stop();
  await raw.dispose();
  await store.stop();
});

async function writeUsers(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const userId = v7();
    const data = { userId, displayName: 'somebody', email: `${userId}@example.com`, timeZone: null };
    const metadata = { ...testMetadata, schemaVersion: 1 };
    await raw.appendToStream(`user-${userId}`, [
      jsonEvent({ id: v7(), type: 'UserRegistered', data, metadata }),
    ]);
  }
}

const answer = z.object({ data: z.object({ projections: z.array(projectionStatus) }) });
async function projections() {
  const { data } = answer.parse(await (await fetch(`${app.operations}/projections`)).json());
  return data.projections;
}
const haveEvents = (count: number) =>
  waitUntil(
    async () => (await projections()).every(({ ordinal, lagEvents }) => ordinal === count && lagEvents === 0),
    {
      deadlineMs: 30_000,
    },
  );
const readiness = z.object({ checks: z.object({ readModels: z.object({ reason: z.string().optional() }) }) });
async function ready() {
  const response = await fetch(`${app.operations}/health/ready`);
  const { checks } = readiness.parse(await response.json());
  return { status: response.status, reason: checks.readModels.reason };
}

test('a log that was replaced under the product is told, and its read models are made of it by a rebuild', async () => {
  await writeUsers(20);
  await haveEvents(20);
  await store.kill();
  await rm(store.dir, { recursive: true });
  await store.restart();
  await writeUsers(3);
  await waitUntil(async () => (await ready()).status === 503, { deadlineMs: 40_000 });
  await waitUntil(async () => (await ready()).reason?.startsWith('of another event log'), {
    deadlineMs: 40_000,
  });
  for (const { state, ordinal, lagEvents } of await projections()) {
    expect({ state, ordinal, lagEvents }).toEqual({ state: 'diverged', ordinal: 20, lagEvents: null });
  }
  const names = (await projections()).map(({ name }) => name);
  const asked = await fetch(`${app.operations}/projections/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'rebuild', projections: names }),
  });
  expect(asked.status).toBe(202);
  await haveEvents(3);
  await writeUsers(1);
  await haveEvents(4);
  await waitUntil(async () => (await ready()).status === 200, { deadlineMs: 20_000 });
});
