import { startApi } from './app/api.ts';
import { startFoundation } from './app/foundation.ts';
import type { HealthCheck } from './app/health.ts';
import { operationsOf } from './app/operations.ts';
import { startOperationsServer } from './app/operations-server.ts';
import { startProjector } from './app/projector.ts';
import { createResources } from './app/resources.ts';
import { startWorker } from './app/worker.ts';
import type { Config, RoleName } from './platform/config.ts';

/** Where a process serves, once it runs. */
interface RunningApp {
  /** Its roles, comma-separated. */
  readonly role: string;
  /** Address of the API; null where the process has no API role. */
  readonly url: string | null;
  /** Address of health checks and metrics. */
  readonly operations: string;
}

const starters = { api: startApi, projector: startProjector, worker: startWorker };
/** Commands are accepted last and turned away first. */
const order: readonly RoleName[] = ['projector', 'worker', 'api'];

/**
 * The composition root: the roles of this process over one foundation. `start` throws ConfigError, and
 * whatever a server that cannot be reached throws; `stop` finishes what is in flight.
 */
export function createApp(config: Config): { start(): Promise<RunningApp>; stop(): Promise<void> } {
  const resources = createResources();

  async function start(): Promise<RunningApp> {
    const foundation = await startFoundation(config, resources);
    const checks: HealthCheck[] = [...foundation.checks];
    let url: string | null = null;
    for (const role of order.filter((name) => config.ROLES.includes(name))) {
      const started = await starters[role](foundation, resources, checks);
      url = started?.url ?? url;
    }
    const operations = await startOperationsServer({
      host: config.HOST,
      port: config.OPERATIONS_PORT,
      checks,
      metrics: foundation.metrics,
      refresh: foundation.refreshMetrics,
      handler: operationsOf(foundation),
    });
    resources.started(operations.stop);
    foundation.logger.info('started', { url, operations: operations.url });
    return { role: config.ROLES.join(','), url, operations: operations.url };
  }

  return {
    async start() {
      try {
        return await start();
      } catch (error) {
        await resources.stop().catch(() => {});
        throw error;
      }
    },
    stop: resources.stop,
  };
}
