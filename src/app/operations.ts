import type { RequestHandler } from 'express';
import { catalog } from '../events/index.ts';
import { operationsHandler } from '../http/operations/operations-handler.ts';
import { createProjectionOperations } from '../platform/projection-operations/create-projection-operations.ts';
import { projections } from '../projections/index.ts';
import { headCounter } from './count-head.ts';
import type { Foundation } from './foundation.ts';
import { lagInEvents } from './lag-in-events.ts';

/** What people do with projections and dead letters, on the operations port of every process. */
export function operationsOf({ config, pool, log, logger, freshness }: Foundation): RequestHandler {
  return operationsHandler({
    operations: createProjectionOperations(pool),
    projections,
    lagInEvents: lagInEvents({ each: freshness.each, head: headCounter(log) }),
    log,
    personalFields: catalog.personalFields(),
    token: config.OPERATIONS_TOKEN,
    host: config.HOST,
    note: (message, fields) => logger.warn(message, fields),
    report: (message, fields) => logger.error(message, fields),
  });
}
