import type { z } from 'zod';

/** One run of a job. */
export interface JobRun<Data> {
  /** Id of the job: the same however often it is tried, and the correlation id of what it causes. */
  readonly jobId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Id of this attempt, for the log and the metadata of events. */
  readonly requestId: string;
  readonly data: Data;
  /** Aborts when the worker stops or the job's time is up; the job gives up then and is tried again. */
  readonly signal: AbortSignal;
}

/** Background work. The defaults are what a registry of all jobs holds. */
export interface JobDefinition<
  Name extends string = string,
  Queue extends string = string,
  Data extends z.ZodObject = z.ZodObject,
  Services = unknown,
> {
  readonly name: Name;
  readonly queue: Queue;
  /** Strict schema of the payload: ids, nothing else. */
  readonly data: Data;
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number;
  /** Jobs of its queue that one process runs side by side. */
  readonly concurrency: number;
  /** Does the work; may be asked to do the same again. What it throws lets the queue try once more. */
  run(run: JobRun<z.output<Data>>, services: Services): Promise<void>;
}

/** Defines a job: what is done in the background, and within which bounds. */
export function defineJob<
  const Name extends string,
  const Queue extends string,
  Data extends z.ZodObject,
  Services,
>(definition: JobDefinition<Name, Queue, Data, Services>): JobDefinition<Name, Queue, Data, Services> {
  return definition;
}
