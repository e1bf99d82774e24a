import { resolve } from 'node:path';
import { createNodeMetrics } from '../../../embedded/event-store/serve/create-node-metrics.ts';
import { createNodeObserver } from '../../../embedded/event-store/serve/create-node-observer.ts';
import { runNode } from '../../../embedded/event-store/serve/run-node.ts';
import { watchConnections } from '../../../embedded/event-store/serve/watch-connections.ts';
import type { EventStoreNode } from '../../../embedded/event-store/start-event-store.ts';
import { startOperationsServer } from '../../app/operations-server.ts';
import { createLogger } from '../../platform/logger.ts';
import { CliError } from '../cli-error.ts';

interface ServeOptions {
  readonly dir: string;
  readonly host: string;
  readonly port: number;
  readonly operationsPort: number;
  readonly logLevel: string;
}

/** An address that other machines reach is worth a warning: the node knows no users. */
const loopback = /^(127\.|localhost$|::1$)/;

/**
 * Runs the embedded event store until it is told to stop: one line of JSON when it is ready, then its log.
 * Throws Error with a sentence when it cannot start.
 */
export async function serveEventStore(options: ServeOptions): Promise<void> {
  const { host, port, operationsPort, logLevel } = options;
  const dir = resolve(options.dir);
  const logger = createLogger({ level: logLevel, fields: { role: 'eventstore' }, masked: new Set() });
  let node: EventStoreNode | undefined;
  let isStopping = false;
  const closing: (() => unknown)[] = [];
  const metrics = createNodeMetrics(() => node);

  const startOperations = () =>
    startOperationsServer({
      host,
      port: operationsPort,
      checks: [
        {
          name: 'node',
          async check() {
            if (isStopping) throw new Error('it is stopping');
          },
        },
      ],
      metrics,
      refresh: async () => {},
    }).catch((error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`;
      throw new CliError(`port ${operationsPort} ${reason}; choose another with --operations-port`);
    });

  const connected = (client: string) => {
    metrics.clients.inc();
    logger.debug('a client has connected', { client });
    return () => {
      metrics.clients.dec();
      logger.debug('a client has gone', { client });
    };
  };

  try {
    await runNode({
      dir,
      host,
      port,
      observer: createNodeObserver(metrics, logger),
      async ready(started) {
        node = started;
        closing.push(watchConnections(started.port, connected));
        const operations = await startOperations();
        closing.push(operations.stop);
        const { url } = started;
        process.stdout.write(`${JSON.stringify({ ready: true, url, operations: operations.url })}\n`);
        logger.info('started', { dir, url, operations: operations.url });
        if (!loopback.test(host))
          logger.warn('whoever reaches this address can read and write: there is no TLS and no sign-in');
      },
      stopping() {
        isStopping = true;
        logger.info('stopping');
      },
    });
    logger.info('stopped');
  } finally {
    await Promise.all(closing.map((close) => close()));
  }
}
