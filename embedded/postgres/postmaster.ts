import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const pidFile = (dataDir: string) => join(dataDir, 'postmaster.pid');

/** Whether the server with this process id has written that it accepts connections. */
export async function isReady(dataDir: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(pidFile(dataDir), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/**
 * Waits until no server runs on the data directory. PostgreSQL itself clears the lock file of a dead server,
 * but not where another program has got the dead server's process id since (usual in restarted containers):
 * that is done here.
 * @throws Error when a server still runs there after `waitMs`.
 */
export async function waitUntilUnused(dataDir: string, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const lock = await readFile(pidFile(dataDir), 'utf8').catch(() => undefined);
    const pid = Number(lock?.split('\n')[0]);
    if (!lock || !isAlive(pid)) return;
    if (!(await isPostmaster(pid, dataDir))) return removeStale(dataDir, lock);
    if (Date.now() > deadline) {
      throw new Error(`Another PostgreSQL server (process ${pid}) is running on ${dataDir}.`);
    }
    await delay(100);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isPostmaster(pid: number, dataDir: string): Promise<boolean> {
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : await promisify(execFile)('ps', ['-p', `${pid}`, '-o', 'args=']).then(
          (out) => out.stdout,
          () => '',
        );
  return command.includes('postgres') && command.includes(dataDir);
}

async function removeStale(dataDir: string, judged: string): Promise<void> {
  const aside = `${pidFile(dataDir)}.${randomBytes(4).toString('hex')}`;
  await rename(pidFile(dataDir), aside).catch(() => undefined);
  const taken = await readFile(aside, 'utf8').catch(() => judged);
  // A server that started in between owns the file: give it back.
  if (taken !== judged) await link(aside, pidFile(dataDir));
  await rm(aside, { force: true });
}
