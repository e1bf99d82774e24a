import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProjectionDefinition } from '../../../src/core/define-projection.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { expectedReadModels, storedReadModels, untilCaughtUp } from '../../support/projection-run.ts';
import { projectionTasks } from '../../support/projection-tasks.ts';
import { recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';
import { type ScriptedLog, scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

const projections: readonly ProjectionDefinition[] = [accountBook, eventLogbook];
const names = projections.map(({ name }) => name);
const events = recordHistory(accountHistory(300));
const wait = 'the event log is not the one that read models were made of; they wait for a rebuild';

let database: ProjectionDatabase;
let tasks: ReturnType<typeof projectionTasks>;
beforeEach(async () => {
  database = await createProjectionDatabase(projections);
  tasks = projectionTasks(database.client);
  const log = scriptedLog(events.slice(0, 200));
  database.run(log);
  await untilCaughtUp(database.client, log, projections);
  await database.stopRuns();
});
afterEach(() => database.drop());

const stored = () => storedReadModels(database.client, projections);
const diverged = async (): Promise<string[]> => {
  const { rows } = await database.client.query(
    `SELECT projection FROM ops.checkpoints WHERE diverged_at IS NOT NULL AND generation = 'live' ORDER BY 1`,
  );
  return rows.map(({ projection }) => projection);
};
/** The log without its last events, and with others in their place. */
const restored = () => scriptedLog([...events.slice(0, 150), ...events.slice(220, 280)]);
const refuses = (log: ScriptedLog) => {
  const run = database.run(log);
  return waitUntil(() => run.logged.includes(wait), { deadlineMs: 30_000 });
};

describe('over a log that does not have what was read', () => {
  test('the read models stay as they are, and a rebuild makes them those of the new log', async () => {
    const before = await stored();
    const log = restored();
    await refuses(log);
    expect(await diverged()).toEqual(names);
    expect(await stored()).toEqual(before);
    expect(await tasks.ended(await tasks.request('verify', ['account-book']))).toMatchObject({
      state: 'failed',
      error: 'the live tables of account-book are of another event log; rebuild it',
    });
    expect(await tasks.ended(await tasks.request('rebuild', names))).toMatchObject({ state: 'done' });
    expect(await diverged()).toEqual([]);
    log.append(...events.slice(280));
    await untilCaughtUp(database.client, log, projections);
    const now = [...events.slice(0, 150), ...events.slice(220)];
    expect(await stored()).toEqual(expectedReadModels(projections, now));
  });

  test('one that was rebuilt goes on, the others wait', async () => {
    const log = restored();
    await refuses(log);
    expect(await tasks.ended(await tasks.request('rebuild', ['logbook']))).toMatchObject({ state: 'done' });
    expect(await diverged()).toEqual(['account-book']);
    log.append(...events.slice(280));
    await untilCaughtUp(database.client, log, [eventLogbook]);
  });

  test('a rebuild that was asked for before begins in the new log, also one that was under way', async () => {
    const running = database.run(scriptedLog(events.slice(0, 200)), { batchSize: 10 });
    const id = await tasks.request('rebuild', names, { eventsPerSecond: 100 });
    await waitUntil(async () =>
      (await tasks.standings()).some(({ generation, at }) => generation === 'next' && at > 0),
    );
    await running.stop();
    const log = scriptedLog(events.slice(100, 180));
    await refuses(log);
    expect(await tasks.ended(id)).toMatchObject({ state: 'done' });
    expect(await stored()).toEqual(expectedReadModels(projections, events.slice(100, 180)));
  });

  test('they go on where the right log is back', async () => {
    await refuses(scriptedLog(events.slice(250)));
    await database.stopRuns();
    const log = scriptedLog(events);
    database.run(log);
    await untilCaughtUp(database.client, log, projections);
    expect(await diverged()).toEqual([]);
    expect(await stored()).toEqual(expectedReadModels(projections, events));
  });

  test('a node that is only late for a moment stops nothing', async () => {
    const log = scriptedLog(events.slice(0, 190));
    const run = database.run(log);
    await waitUntil(async () => (await tasks.standings()).length > 0);
    log.append(...events.slice(190));
    await untilCaughtUp(database.client, log, projections);
    expect(run.logged).not.toContain(wait);
    expect(await stored()).toEqual(expectedReadModels(projections, events));
  });
});
