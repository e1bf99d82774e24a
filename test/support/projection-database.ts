import pg from 'pg';
import type { ProjectionDefinition } from '../../src/core/define-projection.ts';
import { createReadTables } from './create-read-tables.ts';
import { createTestDatabase } from './create-test-database.ts';
import { type ProjectionRun, type RunOptions, startProjections } from './projection-run.ts';

/** A database with the tables of some projections, and what runs over it. */
export type ProjectionDatabase = Awaited<ReturnType<typeof createProjectionDatabase>>;

/** A database of its own, with the tables of projections that only tests have. Drop it after the tests. */
export async function createProjectionDatabase(projections: readonly ProjectionDefinition[]) {
  const { url, drop } = await createTestDatabase();
  await createReadTables(url, projections);
  const clients: pg.Client[] = [];
  let running: ProjectionRun[] = [];
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    clients.push(client);
    await client.connect();
    return client;
  };
  const stopRuns = async () => {
    await Promise.all(running.map(({ stop }) => stop()));
    running = [];
  };
  return {
    url,
    client: await connect(),
    /** Another connection, until the database is dropped. */
    connect,
    /** Runs the projections over the database, until `stopRuns`. */
    run(log: RunOptions['log'], options: Partial<RunOptions> = {}): ProjectionRun {
      const started = startProjections({ url, projections, log, ...options });
      running.push(started);
      return started;
    },
    stopRuns,
    async drop() {
      await stopRuns();
      await Promise.all(clients.map((client) => client.end()));
      await drop();
    },
  };
}
