import { commands } from '../commands/index.ts';
import { accessLog } from '../http/access-log.ts';
import { createHttpApp } from '../http/create-http-app.ts';
import { identityRoutes } from '../http/identity-routes.ts';
import { importRoutes } from '../http/import-routes.ts';
import type { RequestObserver } from '../http/request-start.ts';
import { createIdentity } from '../identity/create-identity.ts';
import { enqueueImport } from '../jobs/import-okrs/enqueue-import.ts';
import { createRequestImport } from '../jobs/import-okrs/request-import.ts';
import { createImportStore } from '../platform/import-store.ts';
import { version } from '../platform/version.ts';
import { queries } from '../queries/index.ts';
import { createQueryHandler } from '../runtime/queries/create-query-handler.ts';
import type { Foundation } from './foundation.ts';
import type { HealthCheck } from './health.ts';
import { healthRoutes } from './health-routes.ts';
import { listen } from './listen.ts';
import type { Resources } from './resources.ts';

/** How long requests may go on waiting for read models when the process is stopped, milliseconds. */
const waitingPatienceMs = 1500;

/** Serves commands, queries and everything else over HTTP. */
export async function startApi(foundation: Foundation, resources: Resources, checks: readonly HealthCheck[]) {
  const { config, secret, pool, handle, facts, clock, logger, metrics, readDatabase, freshness } = foundation;
  const { queues } = foundation;
  const identity = await createIdentity({
    pool,
    handle,
    facts,
    clock,
    secret,
    issuer: config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`,
    onError: (error, ids) => logger.error('recording a sign-in failed', { ...ids, reason: String(error) }),
  });
  resources.started(identity.settled);
  const imports = createImportStore(pool);
  const requestImport = createRequestImport({
    imports,
    clock,
    enqueue: (importId) => enqueueImport(queues, importId),
  });
  const importLimit = config.IMPORT_LIMIT_MB * 1024 * 1024;
  const observer: RequestObserver = {
    requestEnded({ method, route, status, seconds }) {
      metrics.requests.observe({ method, route, status }, seconds);
    },
  };
  const app = createHttpApp({
    commands,
    queries,
    routes: [...identityRoutes(identity), ...importRoutes({ imports, requestImport, limit: importLimit })],
    handle,
    queryHandler: createQueryHandler({ database: readDatabase, freshness, cursorSecret: secret }),
    authenticate: identity.authenticate,
    logger,
    metrics: observer,
    clock,
    info: {
      title: 'Product Outcomes',
      version,
      description: 'Objectives and key results: commands append events, queries answer from read models.',
    },
    mounts: [{ path: '/', handler: healthRoutes(checks) }],
    options: { bodyLimit: config.BODY_LIMIT_KB * 1024, trustProxy: config.TRUST_PROXY },
  });
  const { url, stop } = await listen(app, config.HOST, config.PORT, [observer, accessLog(logger)]);
  resources.started(async () => {
    // Who still waits for read models then gets an answer, before the connection is closed.
    const timer = setTimeout(() => void freshness.close(), waitingPatienceMs);
    await stop();
    clearTimeout(timer);
  });
  return { url };
}
