import express, { type RequestHandler } from 'express';
import type { Metrics } from '../platform/metrics.ts';
import type { HealthCheck } from './health.ts';
import { healthRoutes } from './health-routes.ts';
import { listen } from './listen.ts';

/** Health, Prometheus metrics and more, for the people and programs that operate the product. */
export async function startOperationsServer(options: {
  host: string;
  port: number;
  checks: readonly HealthCheck[];
  metrics: Pick<Metrics, 'registry'>;
  /** Brings gauges up to date that are only read on request. */
  refresh: () => Promise<void>;
  /** Whatever else it serves. */
  handler?: RequestHandler;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const { host, port, checks, metrics, refresh, handler } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRoutes(checks));
  app.get('/metrics', async (_req, res) => {
    await refresh();
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  if (handler) app.use(handler);
  return listen(app, host, port);
}
