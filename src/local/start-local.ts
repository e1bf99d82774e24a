import { existsSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeOptions as storeOptions } from '../../embedded/event-store/node-options.ts';
import { tornBySignal } from '../../embedded/event-store/storage/damaged.ts';
import { freePort } from '../../embedded/free-port.ts';
import { lockDirectory } from '../../embedded/lock-directory.ts';
import type { Config } from '../platform/config.ts';
import { httpAddress } from '../platform/http-address.ts';
import { removeAddresses, writeAddresses } from './addresses.ts';
import { claimPorts } from './claim-ports.ts';
import type { ProcessSpec } from './launch.ts';
import { localSecret } from './local-secret.ts';
import { roleOptions } from './role-options.ts';
import { type Supervised, supervise } from './supervise.ts';
import { watchSources } from './watch-sources.ts';

/** Where things are, once everything runs. */
export interface LocalAddresses {
  readonly api: string;
  /** Health checks and metrics of each role. */
  readonly operations: readonly { readonly role: string; readonly url: string }[];
  /** The embedded PostgreSQL; null where another one is configured. */
  readonly database: {
    /** Without its password. */
    readonly url: string;
    readonly passwordFile: string;
  } | null;
  readonly dataDir: string;
  /** Whether nothing was kept in the data directory before, so that nobody has registered. */
  readonly isNew: boolean;
}

interface LocalOptions {
  readonly config: Config;
  /** Restart the roles when a source file changes. */
  readonly reload: boolean;
  /** One sentence for the person who waits. */
  say(text: string): void;
  /** A line of a role's log. */
  line(text: string): void;
}

const module = (path: string) =>
  fileURLToPath(new URL(`${path}${extname(import.meta.url)}`, import.meta.url));

/** Time for the roles to finish what is in flight, and then for the servers to flush, in milliseconds. */
const rolePatience = 5000;
const serverPatience = 4000;

/**
 * The whole product on one machine: embedded servers for every address that the configuration leaves out,
 * migrations, then each role as a process of its own, started again when it dies.
 * `started` rejects with an Error when the data directory is in use, a port is taken, or a part does not
 * start. `stop` may come at any time, also after that; nothing runs when it resolves.
 */
export function startLocal(options: LocalOptions): {
  started: Promise<LocalAddresses>;
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const roles: Promise<Supervised>[] = [];
  const servers: Promise<Supervised>[] = [];
  const closing: (() => void)[] = [];

  const stopAll = (processes: Promise<Supervised>[], patienceMs: number) =>
    Promise.allSettled(processes.map(async (starting) => (await starting).stop(patienceMs)));
  const started = startParts(options, { roles, servers, closing, signal: stopping.signal });
  return {
    started,
    async stop() {
      stopping.abort();
      await Promise.allSettled([started]);
      await stopAll(roles, rolePatience);
      await stopAll(servers, serverPatience);
      for (const close of closing) close();
    },
  };
}

interface Parts {
  readonly roles: Promise<Supervised>[];
  readonly servers: Promise<Supervised>[];
  /** What to do when all processes have ended. */
  readonly closing: (() => void)[];
  /** Aborts when everything is to stop. */
  readonly signal: AbortSignal;
}

async function startParts(
  { config, reload, say, line }: LocalOptions,
  { roles, servers, closing, signal }: Parts,
): Promise<LocalAddresses> {
  const dataDir = resolve(config.DATA_DIR);
  const unlock = lockDirectory(dataDir, 'Product Outcomes');
  closing.push(() => removeAddresses(dataDir), unlock);

  const died = (name: string, reason: string) => say(`${name} died and is started again: ${reason}`);
  const lost = (name: string, reason: string) => say(`${name} died and is not started again: ${reason}`);
  const stuck = (name: string) => say(`${name} did not stop in time and was ended`);
  const start = async (kind: Promise<Supervised>[], spec: ProcessSpec) => {
    signal.throwIfAborted();
    const starting = supervise(spec, { line, died, lost, stuck }, signal);
    kind.push(starting);
    const { ready } = await starting.catch((error: Error) => {
      throw new Error(`${spec.name} did not start: ${error.message}`);
    });
    return ready;
  };
  const embedded = async (name: string, what: string, special: Partial<ProcessSpec> = {}) => {
    say(`Starting ${what} …`);
    // A port of its own, kept over restarts, so that clients find it again.
    const options = ['--dir', join(dataDir, name), '--port', String(await freePort())];
    const file = module(`../../embedded/${name}/main`);
    const { url } = await start(servers, { name, file, options, ...special });
    return String(url);
  };
  const store: Partial<ProcessSpec> = {
    nodeOptions: storeOptions,
    hopeless: (signalName) => tornBySignal(join(dataDir, 'event-store'), signalName),
  };

  const operations = config.OPERATIONS_PORT;
  const [port, ...operationsPorts] = await claimPorts(
    [
      { port: config.PORT, variable: 'PORT' },
      ...config.ROLES.map((_, index) => ({
        port: operations === 0 ? 0 : operations + index,
        variable: 'OPERATIONS_PORT',
      })),
    ],
    config.HOST,
  );
  const isNew = config.EVENTSTORE_URL === undefined && !existsSync(join(dataDir, 'event-store'));
  const shared = {
    DATABASE_URL: config.DATABASE_URL ?? (await embedded('postgres', 'PostgreSQL')),
    EVENTSTORE_URL: config.EVENTSTORE_URL ?? (await embedded('event-store', 'the event store', store)),
    OUTCOMES_SECRET: config.OUTCOMES_SECRET ?? (await localSecret(dataDir)),
    PORT: String(port),
  };
  say('Bringing the database up to date, starting the roles …');
  const running = await Promise.all(
    config.ROLES.map((role, index) => {
      const env = { ...shared, ROLES: role, OPERATIONS_PORT: String(operationsPorts[index]) };
      const nodeOptions = roleOptions[role];
      return start(roles, { name: role, file: module('../main'), options: [], nodeOptions, env });
    }),
  );
  const api = httpAddress(config.HOST, port ?? config.PORT);
  const database = config.DATABASE_URL
    ? null
    : {
        url: withoutPassword(shared.DATABASE_URL),
        passwordFile: join(dataDir, 'postgres', 'password'),
      };
  const addresses = running.map((ready) => ({ role: String(ready.role), url: String(ready.operations) }));
  writeAddresses(dataDir, {
    ...(config.ROLES.includes('api') && { api }),
    ...(database && { database: database.url }),
    // One that somebody has configured may have a password in it.
    ...(config.EVENTSTORE_URL === undefined && { eventStore: shared.EVENTSTORE_URL }),
    operations: String(addresses[0]?.url),
  });
  if (reload) closing.push(watchSources(await Promise.all(roles), say));
  return { api, operations: addresses, database, dataDir, isNew };
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = '';
  return url.href;
}
