import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateToLatest } from '../../src/platform/migrate.ts';
import type { Options } from './options.ts';
import { type Server, startServer } from './processes.ts';
import { type Product, startProduct } from './product.ts';
import { runStatement } from './run-statement.ts';

/** Servers to measure with. What is not asked for is not started; everything ends with `stop`. */
export interface Environment {
  readonly options: Options;
  /** Directory for what is thrown away at the end. */
  readonly dir: string;
  /** A new event store node on a directory of its own, durable as in production. */
  startEventStore(): Promise<Server>;
  /** Address of a new database with the product's tables, on one PostgreSQL server, durable as in production. */
  createDatabase(): Promise<string>;
  /** The product with its data, the same each time. */
  product(): Promise<Product>;
  stopProduct(): Promise<void>;
  stop(): Promise<void>;
}

export async function createEnvironment(options: Options): Promise<Environment> {
  const dir = await mkdtemp(join(tmpdir(), 'outcomes-bench-'));
  // PostgreSQL runs under another account where this runs as root.
  await chmod(dir, 0o755);
  const servers: Server[] = [];
  let names = 0;
  let postgres: Promise<Server> | undefined;
  let product: Promise<Product> | undefined;

  const start = async (module: string): Promise<Server> => {
    names += 1;
    const server = await startServer(module, ['--dir', join(dir, `server-${names}`)]);
    servers.push(server);
    return server;
  };

  const environment: Environment = {
    options,
    dir,
    startEventStore: () => start('embedded/event-store/main'),
    async createDatabase() {
      postgres ??= start('embedded/postgres/main');
      const { url } = await postgres;
      names += 1;
      const own = new URL(url);
      own.pathname = `/bench_${names}`;
      await runStatement(url, `CREATE DATABASE bench_${names}`);
      await migrateToLatest(own.href);
      return own.href;
    },
    product() {
      product ??= startProduct(environment);
      return product;
    },
    async stopProduct() {
      await (await product)?.stop();
      product = undefined;
    },
    async stop() {
      await environment.stopProduct().catch(() => {});
      await Promise.all(servers.map((server) => server.stop()));
      await rm(dir, { recursive: true, force: true });
    },
  };
  return environment;
}
