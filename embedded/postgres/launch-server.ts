import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.ts';
import { isReady } from './postmaster.ts';
import { serverEnvironment, settingArguments } from './settings.ts';

const maxLogBytes = 10_000_000;

export type Launch = {
  postgres: string;
  dataDir: string;
  logFile: string;
  account: Account | undefined;
  settings: Record<string, string>;
};

/** A server process that did not come up; `log` is what it said. */
export class LaunchError extends Error {
  readonly log: string;

  constructor(reason: string, log: string) {
    super(`PostgreSQL ${reason}\n${log}`);
    this.log = log;
  }
}

/**
 * Starts the server process and waits until it accepts connections.
 * @throws LaunchError when the process ends first or the deadline (milliseconds since 1970) passes.
 */
export async function launchServer(launch: Launch, port: number, deadline: number): Promise<ChildProcess> {
  const { postgres, dataDir, logFile, account, settings } = launch;
  if ((await sizeOf(logFile)) > maxLogBytes) await rename(logFile, `${logFile}.1`);
  const start = await sizeOf(logFile);
  const log = await open(logFile, 'a', 0o600);
  const server = spawn(postgres, ['-D', dataDir, '-p', `${port}`, ...settingArguments(settings)], {
    ...account,
    cwd: '/',
    env: serverEnvironment,
    stdio: ['ignore', log.fd, log.fd],
    // Its own group: Ctrl-C in a terminal must not stop the server before its clients.
    detached: true,
  });
  let failure: Error | undefined;
  server.on('error', (error) => {
    failure = error;
  });
  await log.close();
  while (!(await isReady(dataDir, server.pid))) {
    const ended = failure !== undefined || server.exitCode !== null || server.signalCode !== null;
    if (ended || Date.now() > deadline) {
      server.kill('SIGQUIT');
      const said = (await readFile(logFile)).subarray(start).toString('utf8').slice(-4_000);
      throw new LaunchError(
        ended ? 'ended while starting' : 'did not start in time',
        failure?.message ?? said,
      );
    }
    await delay(20);
  }
  return server;
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
