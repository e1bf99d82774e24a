import express, { type RequestHandler } from 'express';
import { DomainError, notFound } from '../../core/domain-error.ts';
import { answerErrors, describeError } from '../answer-errors.ts';
import { dispatch } from '../dispatch.ts';
import { mountRoutes } from '../mount-routes.ts';
import { requestStart } from '../request-start.ts';
import { securityHeaders } from '../security-headers.ts';
import { deadLetterChanges } from './dead-letter-changes.ts';
import { deadLetterRoutes } from './dead-letter-routes.ts';
import { guardOperations } from './guard-operations.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';
import { parkedStreamRoutes } from './parked-stream-routes.ts';
import { projectionRoutes } from './projection-routes.ts';
import { taskRoutes } from './task-routes.ts';

interface HandlerOptions extends OperationsDependencies {
  /** OPERATIONS_TOKEN. */
  readonly token: string | undefined;
  /** Address that the port listens on. */
  readonly host: string;
  readonly report: (message: string, fields: Record<string, unknown>) => void;
}

const bounds = { bodyLimit: 64 * 1024, deadlineMs: 30_000, maxInFlight: 50 };

/** Serves the operations routes; what is none of them is not found. */
export function operationsHandler(options: HandlerOptions): RequestHandler {
  const endpoints = mountRoutes([
    ...projectionRoutes(options),
    ...taskRoutes(options),
    ...deadLetterRoutes(options),
    ...parkedStreamRoutes(options),
    ...deadLetterChanges(options),
  ]);
  const router = express.Router();
  router.use(requestStart({ maxInFlight: bounds.maxInFlight, observers: [] }));
  router.use(securityHeaders());
  router.use(guardOperations(options));
  router.use(requireJson);
  router.use(dispatch({ ...bounds, endpoints, authenticate: nobody }));
  router.use(() => {
    throw notFound();
  });
  router.use(
    answerErrors((error, ids) => options.report('request failed', { ...ids, error: describeError(error) })),
  );
  return router;
}

/** A form of a page in a browser may be sent anywhere; JSON may not. */
const requireJson: RequestHandler = ({ method, headers }, _res, next) => {
  if (method === 'POST' && !/^application\/json\b/i.test(headers['content-type'] ?? ''))
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'send JSON, with Content-Type: application/json');
  next();
};

/** The guard has decided. */
const nobody = async (): Promise<never> => {
  throw new DomainError('UNAUTHORIZED', 'nobody signs in here');
};
