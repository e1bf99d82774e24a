import { AsyncLocalStorage } from 'node:async_hooks';

/** The ids that every log line of a request carries. */
export interface RequestIds {
  readonly requestId: string;
  readonly correlationId: string;
}

/** The request that the running code works for; nothing outside of requests. */
export const currentRequest = new AsyncLocalStorage<RequestIds>();
