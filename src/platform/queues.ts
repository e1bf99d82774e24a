import type { JobsOptions } from 'bullmq';
import { createPostgresQueueStore } from './queues/postgres-queue-store.ts';
import type { StoredQueue } from './queues/queue-store.ts';
import { createRedisQueueStore } from './queues/redis-queue-store.ts';
import { type JobHandler, type RunningWorker, startWorker } from './queues/start-worker.ts';
import { retry } from './retry.ts';
import { throttle } from './throttle.ts';

export type QueuesOptions<Name extends string> = {
  /** All queues there are. */
  names: readonly Name[];
  databaseUrl: string;
  /** With it the jobs are kept in Redis, without in the database. */
  redisUrl?: string | undefined;
  logger: { warn(message: string, fields: Record<string, unknown>): void };
  /** How often a job is tried before it becomes a dead letter, and the pause before the second try. */
  attempts?: number;
  backoffMs?: number;
  /** How long closing waits for running jobs before they are aborted. Default 10 s. */
  closeTimeoutMs?: number;
};

/** A job that failed for the last time; `failedAt` in milliseconds since 1970. */
type DeadLetter = {
  id: string;
  name: string;
  data: Readonly<Record<string, string>>;
  reason: string;
  failedAt: number | null;
};

export type Queues<Name extends string> = {
  /**
   * Adds a job, unless one with this id is there: waiting, running, dead, or completed not long ago. `data`
   * is ids only, at most 4 kB; `jobId` has no colon and is not a number.
   */
  add(
    queue: Name,
    jobName: string,
    data: Readonly<Record<string, string>>,
    options: { jobId: string; delayMs?: number },
  ): Promise<void>;
  /** Runs the queue's jobs in this process, until `close`. A job has `timeoutMs`, by default 60 s. */
  process(
    queue: Name,
    handler: JobHandler,
    options: { concurrency: number; timeoutMs?: number },
  ): Promise<void>;
  /** Number of jobs per queue and state (waiting, active, delayed, failed, completed …). */
  counts(): Promise<Record<Name, Record<string, number>>>;
  /** The newest dead letters of a queue. */
  deadLetters(queue: Name, limit: number): Promise<DeadLetter[]>;
  /** Runs a dead letter again; false when there is none with this id. */
  retryDeadLetter(queue: Name, jobId: string): Promise<boolean>;
  /**
   * Lets running jobs finish, then ends all connections. Jobs that did not finish are run again by others.
   */
  close(): Promise<void>;
};

const day = 24 * 60 * 60;

/**
 * The job queues: BullMQ on PostgreSQL or Redis. A job runs at least once, with pauses that double and jitter
 * between attempts; a job of a killed worker is taken over within 20 s.
 * @throws Error when the server does not answer, or the database is not migrated.
 */
export async function createQueues<const Name extends string>(
  options: QueuesOptions<Name>,
): Promise<Queues<Name>> {
  const { names, databaseUrl, redisUrl, logger, attempts = 8, backoffMs = 1_000 } = options;
  const onError = throttle(5_000, (error: Error) => {
    logger.warn('job queues: connection trouble', { error: error.message });
  });
  const store = redisUrl
    ? createRedisQueueStore(redisUrl, onError)
    : createPostgresQueueStore(databaseUrl, onError);
  const jobDefaults: JobsOptions = {
    attempts,
    backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
    removeOnComplete: { age: day, count: 1_000 },
    removeOnFail: { age: 30 * day, count: 10_000 },
    sizeLimit: 4_096,
    stackTraceLimit: 1,
  };
  const queues = new Map<Name, StoredQueue>(names.map((name) => [name, store.openQueue(name, jobDefaults)]));
  const workers: RunningWorker[] = [];

  function queueOf(name: Name): StoredQueue {
    const queue = queues.get(name);
    if (!queue) throw new Error(`There is no job queue ${name}`);
    return queue;
  }

  async function close(): Promise<void> {
    await Promise.all(workers.map((worker) => worker.stop(options.closeTimeoutMs ?? 10_000)));
    await Promise.all([...queues.values()].map((queue) => queue.close()));
    await store.close();
  }

  try {
    await Promise.all([...queues.values()].map((queue) => queue.getJobCounts()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async add(queue, jobName, data, { jobId, delayMs = 0 }) {
      const stored = queueOf(queue);
      // The job's id makes it safe to add it again when a connection broke under it.
      await retry(3, 100, () => stored.add(jobName, data, { jobId, delay: delayMs }));
    },
    async process(queue, handler, options) {
      queueOf(queue);
      workers.push(await startWorker(store, queue, handler, options));
    },
    async counts() {
      const entries = [...queues].map(async ([name, queue]) => [name, await queue.getJobCounts()] as const);
      return Object.fromEntries(await Promise.all(entries)) as Record<Name, Record<string, number>>;
    },
    async deadLetters(queue, limit) {
      const jobs = await queueOf(queue).getFailed(0, limit - 1);
      return jobs.map(({ id = '', name, data, failedReason, finishedOn }) => {
        return { id, name, data, reason: failedReason, failedAt: finishedOn ?? null };
      });
    },
    async retryDeadLetter(queue, jobId) {
      const job = await queueOf(queue).getJob(jobId);
      await job?.retry('failed');
      return job !== undefined;
    },
    close,
  };
}
