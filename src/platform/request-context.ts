import { AsyncLocalStorage } from 'node:async_hooks';

/** Ids that every log line of a request or job carries. */
export interface RequestIds {
  readonly requestId: string;
  readonly correlationId: string;
}

/** The ids of what this process is doing right now. */
export const requestContext = new AsyncLocalStorage<RequestIds>();
