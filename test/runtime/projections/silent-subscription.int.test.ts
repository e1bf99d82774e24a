import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { EventBatch } from '../../../src/core/ports.ts';
import { createReadModelStore } from '../../../src/platform/read-model-store.ts';
import { systemClock } from '../../../src/platform/system-clock.ts';
import { runProjections } from '../../../src/runtime/projections/run-projections.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { recordHistory } from '../../support/record-history.ts';
import { eventLogbook } from '../../support/sample-projections.ts';
import { scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

let database: ProjectionDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createProjectionDatabase([eventLogbook]);
  ({ client } = database);
});
afterAll(() => database.drop());

test('a subscription that delivers nothing although the log has grown is replaced', async () => {
  const events = recordHistory(accountHistory(60));
  const log = scriptedLog(events.slice(0, 40));
  let subscriptions = 0;
  let silent = false;
  const lags: number[] = [];
  const stopping = new AbortController();
  const running = runProjections({
    projections: [eventLogbook],
    log: {
      ...log,
      async *subscribe(options): AsyncGenerator<EventBatch> {
        subscriptions += 1;
        const first = subscriptions === 1;
        for await (const batch of log.subscribe(options)) {
          if (!(first && silent)) yield batch;
        }
      },
    },
    store: createReadModelStore(database.url),
    clock: systemClock,
    metrics: { batch: () => {}, lag: (seconds) => lags.push(seconds) },
    signal: stopping.signal,
  });
  const projected = async () => (await client.query('SELECT FROM read.log')).rowCount;
  try {
    await waitUntil(async () => (await projected()) === 40);
    silent = true;
    log.append(...events.slice(40));
    await waitUntil(() => lags.some((lag) => lag > 0));
    await waitUntil(async () => (await projected()) === 60, { deadlineMs: 20_000 });
    expect(subscriptions).toBe(2);
  } finally {
    stopping.abort();
    await running;
  }
});
