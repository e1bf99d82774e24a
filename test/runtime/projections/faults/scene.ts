import { join } from 'node:path';
import type { Pool } from 'pg';
import { catalog } from '../../../../src/events/index.ts';
import { createEventLog } from '../../../../src/platform/event-log/create-event-log.ts';
import { migrateToLatest } from '../../../../src/platform/migrate.ts';
import { createPool } from '../../../../src/platform/postgres.ts';
import { type EventStoreProcess, startEventStoreProcess } from '../../../support/event-store-process.ts';
import { type PostgresProcess, startPostgresProcess } from '../../../support/postgres-process.ts';
import { type Load, startLoad } from './load.ts';
import { type ProjectorPair, startProjectorPair } from './projector-pair.ts';

/** Everything between an append and a row, each part a process that can be killed. */
export interface Scene {
  readonly eventStore: EventStoreProcess;
  readonly postgres: PostgresProcess;
  readonly projectors: ProjectorPair;
  readonly load: Load;
  readonly pool: Pool;
  stop(): Promise<void>;
}

/** Longer than any outage. */
const patienceMs = 120_000;

/** Starts the servers, two projectors from the build in `build`, and a load that rests. */
export async function startScene(build: string): Promise<Scene> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let each = stops.pop(); each; each = stops.pop()) await each();
  };
  try {
    const postgres = await startPostgresProcess();
    stops.push(postgres.stop);
    const eventStore = await startEventStoreProcess();
    stops.push(eventStore.stop);
    await migrateToLatest(postgres.url);
    const pool = createPool(postgres.url, {
      applicationName: 'campaign',
      statementTimeoutMs: 1_000,
      connectTimeoutMs: 1_000,
    });
    stops.push(() => pool.end());
    const log = createEventLog({ url: eventStore.url, catalog, patienceMs });
    stops.push(log.close);
    const main = join(build, 'src/main.js');
    const projectors = startProjectorPair({ main, database: postgres.url, eventStore: eventStore.url });
    stops.push(projectors.stop);
    const load = startLoad(log);
    stops.push(() => load.stop());
    return { eventStore, postgres, projectors, load, pool, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
