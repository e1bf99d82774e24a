import { waitAtMost } from '../wait-at-most.ts';
import type { QueueStore, StoredJob } from './queue-store.ts';

type Job = {
  id: string;
  name: string;
  data: Readonly<Record<string, string>>;
  /** 1 for the first attempt. */
  attempt: number;
};

/** Does a job; may be asked to do the same one again. Gives up when the signal aborts. */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<void>;

export type RunningWorker = {
  /** Lets jobs that run finish for `timeoutMs`, then aborts them. */
  stop(timeoutMs: number): Promise<void>;
};

const settings = {
  autorun: false,
  // A killed worker's job: its lock ends after 10 s, and the check that finds it comes every 5 s.
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 3,
  runRetryDelay: 2_000,
};

/** Starts to run the jobs of a queue; a job has `timeoutMs`, by default 60 s. */
export async function startWorker(
  store: QueueStore,
  queue: string,
  handler: JobHandler,
  { concurrency, timeoutMs: jobTimeoutMs = 60_000 }: { concurrency: number; timeoutMs?: number },
): Promise<RunningWorker> {
  const stopping = new AbortController();

  async function run({ id = '', name, data, attemptsStarted }: StoredJob): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(jobTimeoutMs)]);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([handler({ id, name, data, attempt: attemptsStarted }, signal), aborted]);
  }

  const worker = store.openWorker(queue, run, { ...settings, concurrency });
  const running = worker.waitUntilReady().then(() => void worker.run());
  await running.catch(async (error: unknown) => {
    await worker.close(true);
    throw error;
  });
  return {
    async stop(timeoutMs) {
      const idle = worker.pause();
      await waitAtMost(timeoutMs, idle);
      stopping.abort(new Error('The worker is stopping'));
      await waitAtMost(1_000, idle);
      await worker.close(true);
    },
  };
}
