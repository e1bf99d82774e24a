import type { RequestObserver } from './request-start.ts';

/** What the edge writes to its log. */
export interface HttpLogger {
  info(message: string, fields: Record<string, unknown>): unknown;
  error(message: string, fields: Record<string, unknown>): unknown;
}

/** One line per request, with nothing in it that a client sent. */
export function accessLog(logger: HttpLogger): RequestObserver {
  return {
    requestEnded({ ids, method, route, status, seconds }) {
      const durationMs = Math.round(seconds * 10_000) / 10;
      logger.info('request', { ...ids, method, route, status, durationMs });
    },
  };
}
