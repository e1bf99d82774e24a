import type { JobsOptions, WorkerOptions } from 'bullmq';

/** A job as BullMQ hands it over. Its data are ids. */
export interface StoredJob {
  id?: string | undefined;
  name: string;
  data: Readonly<Record<string, string>>;
  attemptsStarted: number;
  failedReason: string;
  finishedOn?: number | undefined;
}

/** What we use of a BullMQ queue, whatever keeps its jobs. */
export interface StoredQueue {
  add(name: string, data: Readonly<Record<string, string>>, options: JobsOptions): Promise<unknown>;
  getJobCounts(): Promise<Record<string, number>>;
  getFailed(start: number, end: number): Promise<StoredJob[]>;
  getJob(id: string): Promise<{ retry(state: 'failed'): Promise<void> } | undefined>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** What we use of a BullMQ worker. */
interface StoredWorker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  pause(doNotWaitActive?: boolean): Promise<void>;
  close(force?: boolean): Promise<void>;
}

type WorkerSettings = Omit<WorkerOptions, 'connection'>;

/** Where jobs are kept: opens BullMQ's queues and workers on one kind of server. */
export interface QueueStore {
  openQueue(name: string, defaultJobOptions: JobsOptions): StoredQueue;
  openWorker(name: string, run: (job: StoredJob) => Promise<void>, settings: WorkerSettings): StoredWorker;
  /** Closes what queues and workers share; they are closed by then. */
  close(): Promise<void>;
}

/** Told of errors that BullMQ gets over by itself. */
export type OnQueueError = (error: Error) => void;
