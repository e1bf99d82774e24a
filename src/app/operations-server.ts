import { once } from 'node:events';
import type { Server } from 'node:http';
import express, { type RequestHandler } from 'express';
import type { Metrics } from '../platform/metrics.ts';
import { type HealthCheck, readiness } from './health.ts';

/** `/health/live`: the process answers. `/health/ready`: what it needs answers too; 503 where it does not. */
export function healthRoutes(checks: readonly HealthCheck[]): RequestHandler {
  const router = express.Router();
  router.get('/health/live', (_req, res) => {
    res.json({ status: 'live' });
  });
  router.get('/health/ready', async (_req, res) => {
    const state = await readiness(checks);
    res.status(state.status === 'ready' ? 200 : 503).json(state);
  });
  return router;
}

/** Health and Prometheus metrics, for the people and programs that operate the product. */
export async function startOperationsServer(options: {
  host: string;
  port: number;
  checks: readonly HealthCheck[];
  metrics: Metrics;
  /** Brings gauges up to date that are only read on request. */
  refresh: () => Promise<void>;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const { host, port, checks, metrics, refresh } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRoutes(checks));
  app.get('/metrics', async (_req, res) => {
    await refresh();
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return listen(app, host, port);
}

/** Time for requests in flight to finish when the server is stopped, milliseconds. */
const patienceMs = 4000;

/** Serves until `stop`, which lets requests in flight finish for four seconds. */
export async function listen(
  app: express.Express,
  host: string,
  port: number,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server: Server = app.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${host}:${bound}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      // A connection that was kept alive is idle once its request has been answered.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(timer);
    },
  };
}
