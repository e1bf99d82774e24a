import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LoggedEvent } from '../../../src/core/ports.ts';
import { overlapBatches } from '../../../src/runtime/projections/overlap-batches.ts';
import type { DeadLetter, ReadModelWriter } from '../../../src/runtime/projections/ports.ts';
import { createProjector } from '../../../src/runtime/projections/projector.ts';
import { accountHistories } from '../../support/account-histories.ts';
import { inMemoryProjector } from '../../support/project-in-memory.ts';
import { recordHistory } from '../../support/record-history.ts';
import { accountBook } from '../../support/sample-projections.ts';
import { tableInMemory } from '../../support/table-in-memory.ts';

const tables = Object.values(accountBook.tables);
const progress = { position: { commit: 1n, prepare: 1n }, ordinal: 1, lagMs: 0, live: true };
const outcome = { progress, last: null };

/** A database that answers in the order in which the scheduler lets it, and shows only what is committed. */
function scheduledDatabase(scheduler: fc.Scheduler) {
  const rows = new Map(tables.map((table) => [table.name, tableInMemory(table)]));
  const writer: Pick<ReadModelWriter, 'load' | 'commit'> = {
    async load(wanted) {
      await scheduler.schedule(Promise.resolve(), 'load');
      const found = wanted.map((each) => rows.get(each.table.name)?.load(each) ?? []);
      await scheduler.schedule(Promise.resolve(), 'answer');
      return found;
    },
    async commit({ changes }, after) {
      await after;
      await scheduler.schedule(Promise.resolve(), 'commit');
      for (const change of changes) rows.get(change.table.name)?.apply(change);
    },
  };
  return { writer, rows: () => tables.map(({ name }) => rows.get(name)?.all()) };
}

test('overlapping batches lead to the same rows and dead letters, whatever is forgotten in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      accountHistories,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(0, 1, 3, 100),
      fc.scheduler(),
      async (events, size, rowsPerTable, scheduler) => {
        const deadLetters: DeadLetter[] = [];
        const projector = createProjector([accountBook], { rowsPerTable });
        const database = scheduledDatabase(scheduler);
        const batches = overlapBatches(projector, database.writer, { failed: () => {}, failFast: false });
        const project = async () => {
          for (let from = 0; from < events.length; from += size) {
            const batch = events.slice(from, from + size).map((event): LoggedEvent => ({ ok: true, event }));
            await batches.push(batch, outcome, (letters) => deadLetters.push(...letters));
          }
          await batches.drain();
        };
        await scheduler.waitFor(project());

        const expectedLetters: DeadLetter[] = [];
        const single = inMemoryProjector([accountBook], { deadLetters: expectedLetters });
        for (const event of events) single.project([event]);
        expect(database.rows()).toEqual(tables.map((table) => single.rows(table)));
        expect(deadLetters).toEqual(expectedLetters);
      },
    ),
    { numRuns: 300 },
  );
});

test('nothing is written after a commit that failed, and the failure is told', async () => {
  const events = recordHistory(
    ['a', 'b', 'c'].map((id) => ({
      stream: `account-${id}`,
      type: 'AccountOpened',
      data: { id, team: 'red' },
    })),
  ).map((event): LoggedEvent => ({ ok: true, event }));
  let written = 0;
  let told = 0;
  const batches = overlapBatches(
    createProjector([accountBook]),
    {
      load: async (wanted) => wanted.map(() => []),
      async commit(_, after) {
        await after;
        written += 1;
        if (written === 2) throw new Error('no disk');
      },
    },
    {
      failed: () => {
        told += 1;
      },
      failFast: false,
    },
  );
  const push = (index: number) => batches.push(events.slice(index, index + 1), outcome, () => {});
  await push(0);
  await push(1);
  await expect(push(2)).rejects.toThrow('no disk');
  await expect(batches.drain()).rejects.toThrow('no disk');
  expect({ written, told: told > 0 }).toEqual({ written: 2, told: true });
});
