import type { ProjectionDefinition } from '../../src/core/define-projection.ts';
import type { ProjectionTask } from '../../src/runtime/projections/ownership.ts';
import { createProjectionDatabase } from './projection-database.ts';
import { takeOver } from './take-over.ts';

/** The owner of read models, which does what it is told at once; no events come. */
export type OwnedReadModels = Awaited<ReturnType<typeof ownedReadModels>>;

/** A database of its own with the tables of some projections, and their owner. Close it after the tests. */
export async function ownedReadModels(projections: readonly ProjectionDefinition[]) {
  const { url, client, connect, drop } = await createProjectionDatabase(projections);
  const owner = await takeOver(url, projections);
  const names = projections.map(({ name }) => name);
  /** Does a task; what cannot be done is taken off the list. */
  const carryOut = async (kind: ProjectionTask['kind'], work: (task: ProjectionTask) => Promise<void>) => {
    await owner.request({ kind, projections: names, reason: 'requested' });
    const { task } = await owner.situation();
    if (!task) throw new Error('there is no task');
    try {
      await work(task);
    } catch (error) {
      await owner.end(task, projections, { state: 'cancelled' });
      throw error;
    }
  };
  return {
    client,
    connect,
    /** Builds new tables and switches; `during` runs when they have been made, and `late` right before the switch. */
    rebuild: ({ during, late }: { during?(): Promise<unknown>; late?(): Promise<unknown> } = {}) =>
      carryOut('rebuild', async (task) => {
        await owner.begin(task, projections);
        await during?.();
        await owner.completeIndexes(projections, new AbortController().signal);
        await late?.();
        await owner.replace(task, projections);
      }),
    rollBack: () => carryOut('rollback', (task) => owner.restore(task, projections)),
    async close() {
      await owner.release();
      await drop();
    },
  };
}
