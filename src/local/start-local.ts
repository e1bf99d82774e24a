import { watch } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockDirectory } from '../../embedded/lock-directory.ts';
import type { Config } from '../platform/config.ts';
import { claimPort } from './claim-port.ts';
import { localSecret } from './local-secret.ts';
import { type ProcessSpec, type Supervised, supervise } from './supervise.ts';

/** Where things are, once everything runs. */
export interface LocalAddresses {
  readonly api: string;
  readonly operations: string;
  readonly eventStore: string;
  readonly database: string;
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
 * @throws Error when the data directory is in use, a port is taken, or a part does not start.
 */
export async function startLocal({ config, reload, say, line }: LocalOptions) {
  const running: Supervised[] = [];
  const dataDir = resolve(config.DATA_DIR);
  const unlock = lockDirectory(dataDir, 'Product Outcomes');

  const stop = async () => {
    const [roles, servers] = [running.filter(isRole), running.filter((process) => !isRole(process))];
    await Promise.all(roles.map((role) => role.stop(rolePatience)));
    await Promise.all(servers.map((server) => server.stop(serverPatience)));
    unlock();
  };
  const start = async (spec: ProcessSpec) => {
    const died = (name: string, reason: string) => say(`${name} died and is started again: ${reason}`);
    const started = await supervise(spec, { line, died }).catch((error: Error) => {
      throw new Error(`${spec.name} did not start: ${error.message}`);
    });
    running.push(started);
    return String(started.ready.url);
  };
  const embedded = async (name: string, path: string, dir: string, pages: string) => {
    say(`Starting ${pages} …`);
    // A port of its own, kept over restarts, so that clients find it again.
    const port = await claimPort(0, '127.0.0.1', 'PORT');
    const options = ['--dir', join(dataDir, dir), '--port', String(port)];
    return start({ name, file: module(path), options });
  };

  try {
    const port = await claimPort(config.PORT, config.HOST, 'PORT');
    const operations = config.OPERATIONS_PORT;
    const database =
      config.DATABASE_URL ??
      (await embedded('postgres', '../../embedded/postgres/main', 'postgres', 'PostgreSQL'));
    const eventStore =
      config.EVENTSTORE_URL ??
      (await embedded('event-store', '../../embedded/event-store/main', 'event-store', 'the event store'));
    say('Bringing the database up to date, starting the roles …');
    const shared = {
      EVENTSTORE_URL: eventStore,
      DATABASE_URL: database,
      OUTCOMES_SECRET: config.OUTCOMES_SECRET ?? (await localSecret(dataDir)),
      PORT: String(port),
    };
    await Promise.all(
      config.ROLES.map(async (role, index) => {
        const own = await claimPort(
          operations === 0 ? 0 : operations + index,
          config.HOST,
          'OPERATIONS_PORT',
        );
        const env = { ...shared, ROLES: role, OPERATIONS_PORT: String(own) };
        await start({ name: role, file: module('../main'), options: [], env });
      }),
    );
    const watcher = reload ? watchSources(running, say) : undefined;
    const first = running.find(({ name }) => name === config.ROLES[0]);
    const addresses: LocalAddresses = {
      api: `http://${config.HOST}:${port}`,
      operations: String(first?.ready.operations),
      eventStore,
      database,
    };
    return {
      addresses,
      async stop() {
        watcher?.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isRole({ ready }: Supervised): boolean {
  return 'role' in ready;
}

function watchSources(running: readonly Supervised[], say: (text: string) => void) {
  let timer: NodeJS.Timeout | undefined;
  return watch(fileURLToPath(new URL('..', import.meta.url)), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      say('Source changed: restarting the roles …');
      for (const role of running.filter(isRole)) void role.restart();
    }, 200);
  });
}
