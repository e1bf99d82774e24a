import { v7 } from 'uuid';
import type { JobDefinition } from '../core/define-job.ts';
import { parseInput } from './parse-input.ts';

/** A job as a queue hands it over. */
interface QueuedJob {
  readonly id: string;
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  readonly attempt: number;
}

/** What the engine needs of the job queues. */
interface JobSource<Queue extends string> {
  process(
    queue: Queue,
    handler: (job: QueuedJob, signal: AbortSignal) => Promise<void>,
    options: { concurrency: number; timeoutMs: number },
  ): Promise<void>;
}

interface Options<Queue extends string, Services> {
  readonly jobs: readonly JobDefinition<string, Queue, JobDefinition['data'], Services>[];
  readonly queues: JobSource<Queue>;
  /** What jobs work with. */
  readonly services: Services;
  readonly logger: Record<'info' | 'warn', (message: string, fields: Record<string, unknown>) => void>;
}

/**
 * Runs the jobs of every queue in this process, until the queues are closed. Each attempt has a request id of
 * its own; the id of the job is the correlation id of all attempts.
 * @throws Error when two jobs share a name, or the queue's server does not answer.
 */
export async function runJobs<Queue extends string, Services>(
  options: Options<Queue, Services>,
): Promise<void> {
  const { jobs, queues } = options;
  const byName = new Map(jobs.map((job) => [job.name, job]));
  if (byName.size < jobs.length) throw new Error('two jobs have the same name');

  for (const queue of new Set(jobs.map((job) => job.queue))) {
    const own = jobs.filter((job) => job.queue === queue);
    const bounds = {
      concurrency: Math.max(...own.map(({ concurrency }) => concurrency)),
      timeoutMs: Math.max(...own.map(({ timeoutMs }) => timeoutMs)),
    };
    await queues.process(queue, run, bounds);
  }

  async function run(queued: QueuedJob, stop: AbortSignal): Promise<void> {
    const { logger, services } = options;
    const { id: jobId, name, attempt } = queued;
    const requestId = v7();
    const said = { requestId, correlationId: jobId, job: name, attempt };
    const startedAt = performance.now();
    const seconds = () => Math.round(performance.now() - startedAt) / 1000;
    try {
      const job = byName.get(name);
      if (!job) throw new Error(`there is no job ${name}`);
      const signal = AbortSignal.any([stop, AbortSignal.timeout(job.timeoutMs)]);
      const data = parseInput(job.data, queued.data);
      logger.info('job started', said);
      await job.run({ jobId, attempt, requestId, data, signal }, services);
      logger.info('job done', { ...said, seconds: seconds() });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn('job failed', { ...said, seconds: seconds(), reason });
      throw error;
    }
  }
}
