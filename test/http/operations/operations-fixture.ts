import express from 'express';
import pg from 'pg';
import { startOperationsServer } from '../../../src/app/operations-server.ts';
import type { LoggedEvent } from '../../../src/core/ports.ts';
import { operationsHandler } from '../../../src/http/operations/operations-handler.ts';
import { createMetrics } from '../../../src/platform/metrics.ts';
import { closePool, createPool } from '../../../src/platform/postgres.ts';
import { createProjectionOperations } from '../../../src/platform/projection-operations/create-projection-operations.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { httpClient } from '../../support/http-client.ts';
import { scriptedLog } from '../../support/scripted-log.ts';

/** What the log holds of the streams that tests look into. */
export interface Surroundings {
  token?: string;
  host?: string;
  lag?: () => Promise<ReadonlyMap<string, number>>;
  logged?: readonly LoggedEvent[];
}

/** The operations server over a database of its own, with three projections and no projector. */
export async function startOperations({ token, host = '127.0.0.1', lag, logged = [] }: Surroundings = {}) {
  const database = await createTestDatabase();
  const pool = createPool(database.url, { applicationName: 'operations test' });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const noted: string[] = [];
  const reported: unknown[] = [];
  const handler = express().use(
    operationsHandler({
      operations: createProjectionOperations(pool),
      projections: ['users', 'cycles', 'key-results'].map((name) => ({ name, version: 2 })),
      lagInEvents: lag ?? (async () => new Map([['users', 0]])),
      log: scriptedLog(logged),
      personalFields: new Set(['displayName']),
      token,
      host,
      note: (message) => noted.push(message),
      report: (...told) => reported.push(told),
    }),
  );
  const server = await startOperationsServer({
    host: '127.0.0.1',
    port: 0,
    checks: [],
    metrics: createMetrics(),
    refresh: async () => {},
    handler,
  });
  return {
    url: server.url,
    send: httpClient(server.url, () => {}),
    client,
    noted,
    reported,
    async clear() {
      await client.query(`TRUNCATE ops.checkpoints, ops.dead_letters, ops.paused_projections,
        ops.projection_tasks RESTART IDENTITY`);
      noted.length = 0;
    },
    /** Checkpoints of a projection, as the process that runs it would leave them. */
    async stand(projection: string, generation: string, ordinal: number, version = 2) {
      await client.query(
        `INSERT INTO ops.checkpoints (projection, generation, version, epoch, commit_position,
          prepare_position, ordinal, last_event_recorded_at) VALUES ($1, $2, $3, 1, $4, $4, $4, '2026-02-01Z')`,
        [projection, generation, version, ordinal],
      );
    },
    /** Dead letters of a stream. */
    async park(projection: string, stream: string, ...revisions: number[]) {
      await client.query(
        `INSERT INTO ops.dead_letters (projection, stream, revision, event_id, event_type, commit_position,
            prepare_position, recorded_at, reason)
          SELECT $1, $2, n, gen_random_uuid(), 'UserProfileChanged', n, n, '2026-02-01Z', 'Error: ' || n
          FROM unnest($3::bigint[]) AS n`,
        [projection, stream, revisions],
      );
    },
    async stop() {
      await server.stop();
      await client.end();
      await closePool(pool);
      await database.drop();
    },
  };
}
