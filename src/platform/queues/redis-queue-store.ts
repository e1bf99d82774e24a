import { Queue, Worker } from 'bullmq';
import { createRedis } from '../redis.ts';
import type { OnQueueError, QueueStore } from './queue-store.ts';

/** Jobs in Redis. */
export function createRedisQueueStore(redisUrl: string, onError: OnQueueError): QueueStore {
  // Producers answer a request and fail soon; workers wait for the server to come back.
  const producing = createRedis(redisUrl, { connectionName: 'queues', onError });
  const working = createRedis(redisUrl, { connectionName: 'workers', blocking: true, onError });
  return {
    openQueue: (name, defaultJobOptions) =>
      new Queue(name, { connection: producing, defaultJobOptions, skipWaitingForReady: true }).on(
        'error',
        onError,
      ),
    openWorker: (name, run, settings) =>
      new Worker(name, run, { ...settings, connection: working }).on('error', onError),
    close() {
      producing.disconnect();
      working.disconnect();
      return Promise.resolve();
    },
  };
}
