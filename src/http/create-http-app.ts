import express, { type Express, type RequestHandler } from 'express';
import type { CommandDefinition, Principal } from '../core/define-command.ts';
import type { QueryDefinition } from '../core/define-query.ts';
import { notFound } from '../core/domain-error.ts';
import type { Clock } from '../core/ports.ts';
import type { RequestIds } from '../core/request-ids.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import type { QueryHandler } from '../runtime/queries/create-query-handler.ts';
import { accessLog, type HttpLogger } from './access-log.ts';
import { answerErrors, describeError } from './answer-errors.ts';
import type { RouteDefinition } from './define-route.ts';
import { type Deprecation, deprecations as ownDeprecations, withDeprecations } from './deprecations.ts';
import { dispatch } from './dispatch.ts';
import { docsPages } from './docs-pages.ts';
import { mountCommands } from './mount-commands.ts';
import { mountOpenApi } from './mount-openapi.ts';
import { mountQueries } from './mount-queries.ts';
import { mountRoutes } from './mount-routes.ts';
import { type OpenApiInfo, openApiDocument } from './openapi/openapi-document.ts';
import { publicCommands } from './public-commands.ts';
import { type RequestObserver, requestStart } from './request-start.ts';
import { securityHeaders } from './security-headers.ts';

export interface HttpDependencies {
  readonly commands: readonly CommandDefinition[];
  readonly queries: readonly QueryDefinition[];
  readonly routes: readonly RouteDefinition[];
  readonly handle: HandleCommand;
  readonly queryHandler: QueryHandler;
  /** Throws UNAUTHORIZED, TOKEN_EXPIRED. */
  readonly authenticate: (bearerToken: string) => Promise<Principal>;
  readonly logger: HttpLogger;
  /** Hears of every request; the access log is written besides. */
  readonly metrics: RequestObserver;
  readonly clock: Clock;
  /** Head of the OpenAPI document. */
  readonly info: OpenApiInfo;
  /** Routes that will be removed; those of the product by default. */
  readonly deprecations?: readonly Deprecation[];
  /** Other handlers, such as a console, by the path they stand below. */
  readonly mounts?: readonly { readonly path: string; readonly handler: RequestHandler }[];
  readonly options?: Partial<HttpOptions>;
}

interface HttpOptions {
  /** Largest request body in bytes. */
  readonly bodyLimit: number;
  /** Whether `X-Forwarded-*` of a reverse proxy is believed. */
  readonly trustProxy: boolean;
  /** Milliseconds that a request may take. */
  readonly deadlineMs: number;
  /** Requests served at once; more are answered with 503. */
  readonly maxInFlight: number;
}

const defaults: HttpOptions = {
  bodyLimit: 1024 * 1024,
  trustProxy: false,
  deadlineMs: 30_000,
  maxInFlight: 1000,
};

/**
 * The whole HTTP edge: request ids and bounds, security headers, the endpoints, whatever else is mounted, and
 * one place where errors become answers. A hand-written route takes the place of a command's or query's at
 * the same path.
 */
export function createHttpApp(dependencies: HttpDependencies): Express {
  const { commands, queries, routes, handle, queryHandler, clock } = dependencies;
  const { authenticate, logger, metrics, info, mounts = [], deprecations = ownDeprecations } = dependencies;
  const { bodyLimit, trustProxy, deadlineMs, maxInFlight } = { ...defaults, ...dependencies.options };
  const report = (error: unknown, ids: RequestIds) =>
    logger.error('request failed', { ...ids, error: describeError(error) });

  const written = mountRoutes(routes);
  const taken = new Set(written.map(({ method, path }) => `${method} ${path}`));
  const derived = [
    ...mountCommands(publicCommands(commands, queries), handle, report),
    ...mountQueries(queries, queryHandler, clock),
  ].filter(({ method, path }) => !taken.has(`${method} ${path}`));

  const document = mountOpenApi(() => openApiDocument({ commands, queries, routes, deprecations }, info));

  const endpoints = withDeprecations([...written, ...derived, document], deprecations);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  // The nearest proxy only: what others wrote before it, a client may have made up.
  app.set('trust proxy', trustProxy ? 1 : false);
  app.use(requestStart({ maxInFlight, observers: [metrics, accessLog(logger)] }));
  app.use(securityHeaders());
  app.use(dispatch({ endpoints, authenticate, bodyLimit, deadlineMs }));
  app.use('/docs', docsPages());
  for (const { path, handler } of mounts) app.use(path, handler);
  app.use(noRoute);
  app.use(answerErrors(report));
  return app;
}

const noRoute: RequestHandler = () => {
  throw notFound();
};
