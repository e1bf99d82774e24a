import type { RequestHandler } from 'express';
import { v7 } from 'uuid';
import { DomainError } from '../core/domain-error.ts';
import type { RequestIds } from '../core/request-ids.ts';
import { errorAnswer, invalid } from './errors.ts';
import { send } from './responses.ts';

const idPattern = /^[A-Za-z0-9._:-]{1,128}$/;

/** Where the access log and the metrics learn about requests. */
export interface RequestObserver {
  /** Called once a request is over, answered or broken off (then `status` is 499). */
  requestEnded(request: {
    ids: RequestIds;
    method: string;
    route: string;
    status: number;
    seconds: number;
  }): void;
}

/**
 * First in line: gives the request its ids, from the client where they are well-formed, answers and remembers
 * them; turns requests away beyond `maxInFlight` at once; reports each one when it is over.
 */
export function requestStart(options: {
  maxInFlight: number;
  observers: readonly RequestObserver[];
}): RequestHandler {
  const { maxInFlight, observers } = options;
  let inFlight = 0;
  return (req, res, next) => {
    const startedAt = performance.now();
    const givenRequestId = req.get('x-request-id');
    const givenCorrelationId = req.get('x-correlation-id');
    const requestId = givenRequestId && idPattern.test(givenRequestId) ? givenRequestId : v7();
    const correlationId =
      givenCorrelationId && idPattern.test(givenCorrelationId) ? givenCorrelationId : requestId;
    res.setHeader('X-Request-Id', requestId);
    res.setHeader('X-Correlation-Id', correlationId);

    inFlight++;
    const ids = { requestId, correlationId };
    res.locals.ids = ids;
    res.once('close', () => {
      inFlight--;
      const status = res.writableFinished ? res.statusCode : 499;
      const seconds = (performance.now() - startedAt) / 1000;
      const { route = '(none)' } = res.locals;
      for (const observer of observers)
        observer.requestEnded({ ids, method: req.method, route, status, seconds });
    });
    if (inFlight > maxInFlight) {
      const busy = new DomainError('UNAVAILABLE', 'too many requests are being served; try again shortly');
      return send(res, errorAnswer(busy, requestId, req.headers.accept));
    }
    const malformed =
      givenRequestId !== undefined && givenRequestId !== requestId
        ? 'X-Request-Id'
        : givenCorrelationId !== undefined && givenCorrelationId !== correlationId
          ? 'X-Correlation-Id'
          : null;
    if (malformed !== null) return next(invalid(malformed, `must match ${idPattern.source}`));
    // RFC 9112, 3.2
    if (req.httpVersion === '1.1' && req.headers.host === undefined)
      return next(invalid('Host', 'is required'));
    return next();
  };
}
