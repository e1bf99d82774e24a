import express from 'express';
import type { Metrics } from '../platform/metrics.ts';
import type { HealthCheck } from './health.ts';
import { healthRoutes } from './health-routes.ts';
import { listen } from './listen.ts';

/** Health and Prometheus metrics, for the people and programs that operate the product. */
export async function startOperationsServer(options: {
  host: string;
  port: number;
  checks: readonly HealthCheck[];
  metrics: Pick<Metrics, 'registry'>;
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
