import express, { type RequestHandler } from 'express';
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
