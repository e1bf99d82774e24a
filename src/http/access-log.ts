import type { RequestObserver } from './request-start.ts';

/** What the edge writes to its log; lines carry the ids of the request by themselves. */
export interface HttpLogger {
  info(message: string, fields: Record<string, unknown>): unknown;
  error(message: string, fields: Record<string, unknown>): unknown;
}

/** One line per request, with nothing in it that a client sent. */
export function accessLog(logger: HttpLogger): RequestObserver {
  return {
    requestEnded({ method, route, status, seconds }) {
      logger.info('request', { method, route, status, durationMs: Math.round(seconds * 10_000) / 10 });
    },
  };
}
