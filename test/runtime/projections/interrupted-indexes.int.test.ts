import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ProjectionDefinition } from '../../../src/core/define-projection.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../../support/projection-database.ts';
import { expectedReadModels, storedReadModels, untilCaughtUp } from '../../support/projection-run.ts';
import { projectionTasks } from '../../support/projection-tasks.ts';
import { recordHistory } from '../../support/record-history.ts';
import { accountBook, eventLogbook } from '../../support/sample-projections.ts';
import { scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

const projections: readonly ProjectionDefinition[] = [accountBook, eventLogbook];
const events = recordHistory(accountHistory(900));

let database: ProjectionDatabase;
let tasks: ReturnType<typeof projectionTasks>;
beforeEach(async () => {
  database = await createProjectionDatabase(projections);
  tasks = projectionTasks(database.client);
});
afterEach(() => database.drop());

/** Makes an index that takes as long as one of millions of rows, but not on the live table. */
async function makeSlowIndex(): Promise<void> {
  await database.client.query(`
    CREATE TABLE public.slow (n int);
    CREATE FUNCTION public.slowly(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS
      'BEGIN IF EXISTS (SELECT FROM public.slow) THEN PERFORM pg_sleep(0.5); END IF; RETURN $1; END';
    CREATE INDEX slow_one ON read.accounts (public.slowly(id));
    INSERT INTO public.slow VALUES (1)`);
}
const making = async (): Promise<number[]> => {
  const { rows } = await database.client.query(
    `SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX slow_one%' AND state = 'active'
      AND datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
};
/** As when its machine vanishes: the server does not hear of it, and goes on. */
const cutAllBut = (pid: number) =>
  database.client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'projector'
      AND datname = current_database() AND pid <> $1`,
    [pid],
  );

test.each(['stopped', 'cut off'])(
  'a rebuild goes on whose owner is %s while indexes are made',
  async (how) => {
    const log = scriptedLog(events);
    const { stop } = database.run(log);
    await untilCaughtUp(database.client, log, projections);
    await makeSlowIndex();
    const id = await tasks.request('rebuild', ['account-book']);
    const orphan = await waitUntil(async () => (await making())[0]);
    if (how === 'stopped') {
      await stop();
      await database.client.query('DELETE FROM public.slow');
      database.run(log);
    } else {
      await database.client.query('DELETE FROM public.slow');
      await cutAllBut(orphan);
    }
    expect(await tasks.ended(id)).toMatchObject({ state: 'done', error: null });
    expect(await making()).toEqual([]);
    await untilCaughtUp(database.client, log, projections);
    expect(await storedReadModels(database.client, projections)).toEqual(
      expectedReadModels(projections, events),
    );
  },
);
