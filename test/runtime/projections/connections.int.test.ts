import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestDatabase } from '../../support/create-database.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startWiredProjector, type WiredProjector } from './faults/wired-projector.ts';

let database: TestDatabase;
let projector: WiredProjector;

beforeEach(async () => {
  database = await createTestDatabase();
  projector = await startWiredProjector(database.url);
  await projector.append(50);
  await projector.caughtUp();
});
afterEach(async () => {
  await projector.stop();
  await database.drop();
});

const servers = ['database', 'eventStore'] as const;
/** After the last fault: two tries, the second after a pause. */
const recoverWithinMs = 5_000;
/** A sign of life that is not answered, and what a loaded machine may add. */
const givesUpWithinMs = 8_000 + 7_000;
/** A connection that is being made when the database answers again. */
const connectWithinMs = 5_000;
const failed = (message: string) => message.startsWith('the projections failed');

describe.each(servers)('the connection to the %s', (server) => {
  test('may be cut again and again: every event counts once', async () => {
    for (let cuts = 0; cuts < 3; cuts++) {
      await projector.append(20);
      projector.wires[server].cut();
      await projector.append(20);
      expect(await projector.caughtUp()).toBeLessThan(recoverWithinMs);
    }
    expect(await projector.check()).toBe(170);
  });

  test('may be slow: 300 ms each way', async () => {
    projector.wires[server].delay(300);
    await projector.append(200);
    await projector.caughtUp(20_000);
    expect(projector.said.filter(failed)).toEqual([]);
    await projector.append(1);
    expect(await projector.caughtUp()).toBeLessThan(recoverWithinMs);
    expect(await projector.check()).toBe(251);
  });
});

test('a database that answers nothing is given up in time, and nothing is missing or doubled afterwards', async () => {
  const { wires, said, lags } = projector;
  wires.database.stall();
  const stalledAt = performance.now();
  lags.length = 0;
  await projector.append(50);
  await waitUntil(() => said.some(failed), { deadlineMs: 30_000 });
  expect(performance.now() - stalledAt).toBeLessThan(givesUpWithinMs);
  expect(Math.max(...lags)).toBeGreaterThan(0);
  // What was on its way arrives now, late.
  wires.database.flow();
  expect(await projector.caughtUp()).toBeLessThan(recoverWithinMs + connectWithinMs);
  expect(await projector.check()).toBe(100);
});
