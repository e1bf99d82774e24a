import type { Socket } from 'node:net';
import knex, { type Knex } from 'knex';
import { Client, type ClientConfig, Pool, TypeOverrides, types } from 'pg';
import { waitAtMost } from './wait-at-most.ts';

type PostgresOptions = {
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Most connections held at once. Default 10. */
  max?: number;
  /** The server cancels a statement after this long; 0 for never. Default 30 s. */
  statementTimeoutMs?: number;
  /** How long a statement may wait for somebody's lock. Default: as long as it may take. */
  lockTimeoutMs?: number;
  /** How long to wait for a connection, new or from the pool. Default 5 s. */
  connectTimeoutMs?: number;
  /** Told of connections that break between statements; the pool replaces them. */
  onConnectionError?: (error: Error) => void;
  /** Makes the socket, for those who want to cut it. */
  stream?: () => Socket;
};

const oid = { date: 1082, timestamp: 1114, textArray: 1009, dateArray: 1182 };

/**
 * How values arrive: int8 and numeric as decimal strings (nothing is rounded, and JSON can hold them), date
 * as `YYYY-MM-DD` and timestamp without time zone as written (neither names an instant), timestamptz as Date.
 */
const valueTypes = new TypeOverrides();
valueTypes.setTypeParser(oid.date, (text: string) => text);
valueTypes.setTypeParser(oid.timestamp, (text: string) => text);
valueTypes.setTypeParser(oid.dateArray, (text: string) => types.getTypeParser(oid.textArray, 'text')(text));

function clientConfig(url: string, options: PostgresOptions): ClientConfig {
  const { applicationName, statementTimeoutMs = 30_000, connectTimeoutMs = 5_000 } = options;
  return {
    connectionString: url,
    application_name: applicationName,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: valueTypes,
    ...(options.stream ? { stream: options.stream } : {}),
    ...(options.lockTimeoutMs === undefined ? {} : { lock_timeout: options.lockTimeoutMs }),
    // The client's own deadline, for a server that has gone silent and cannot cancel anything.
    ...(statementTimeoutMs > 0 ? { query_timeout: statementTimeoutMs + 5_000 } : {}),
  };
}

/**
 * One connection, not yet open, for what needs its own: a lock, LISTEN, a single writer. `pipeline`:
 * statements are sent without waiting for the answer to the one before.
 */
export function createClient(url: string, options: PostgresOptions & { pipeline?: boolean }): Client {
  const client = new Client({ ...clientConfig(url, options), pipeline: options.pipeline ?? false });
  client.on('error', options.onConnectionError ?? (() => undefined));
  return client;
}

/** A connection pool. Connects on first use; every wait in it has a deadline. */
export function createPool(url: string, options: PostgresOptions): Pool {
  const pool = new Pool({ ...clientConfig(url, options), max: options.max ?? 10, idleTimeoutMillis: 30_000 });
  const ignore = () => undefined;
  // Without a listener of its own, a connection that breaks while it is held would end the process.
  pool.on('connect', (client) => client.on('error', options.onConnectionError ?? ignore));
  pool.on('error', ignore);
  return pool;
}

/** Closes the pool. Connections still in use after `deadlineMs` are left to end on their own. */
export async function closePool(pool: Pool, deadlineMs = 5_000): Promise<void> {
  await waitAtMost(deadlineMs, pool.end());
}

/** A query builder over the pool, which stays the caller's to close. */
export function createKnex(pool: Pool): Knex {
  const quiet = () => undefined;
  // What fails is thrown; Knex would print it as well.
  const log = { debug: quiet, warn: quiet, error: quiet, deprecate: quiet };
  return knex({ client: 'pg', connectionPool: pool, log });
}
