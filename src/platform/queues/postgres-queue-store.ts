import { createPostgresBackend, withBackend } from 'bullmq';
import type { OnQueueError, QueueStore } from './queue-store.ts';

const { Queue, Worker } = withBackend(createPostgresBackend);
const statementTimeoutMs = 15_000;

/** Jobs in the schema `bullmq` of our database, which `migrateToLatest` makes. */
export function createPostgresQueueStore(databaseUrl: string, onError: OnQueueError): QueueStore {
  // Every queue and worker has its own small pool; a worker adds one connection for LISTEN.
  const connection = {
    connectionString: databaseUrl,
    schema: 'bullmq',
    application_name: 'queues',
    max: 3,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
  };
  return {
    openQueue: (name, defaultJobOptions) =>
      new Queue(name, { connection, defaultJobOptions }).on('error', onError),
    openWorker: (name, run, settings) =>
      new Worker(name, run, { ...settings, connection }).on('error', onError),
    close: () => Promise.resolve(),
  };
}
