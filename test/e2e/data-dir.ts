import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesOf } from './processes.ts';

/** A new data directory, which PostgreSQL can reach under whatever account. */
export async function newDataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'outcomes-e2e-'));
  await chmod(dir, 0o755);
  return dir;
}

/** Ends what a failed test has left running, and removes the directory. */
export async function removeDataDir(dataDir: string): Promise<void> {
  for (const { pid } of await processesOf(dataDir)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Addresses of the embedded servers that run on the directory. */
export async function serversOf(dataDir: string): Promise<{ database: string; eventStore: string }> {
  const processes = await processesOf(dataDir);
  const portOf = (name: string) => {
    const found = processes.map(({ text }) => new RegExp(`embedded/${name}/main.* --port (\\d+)`).exec(text));
    return Number(found.find(Boolean)?.[1]);
  };
  const password = (await readFile(join(dataDir, 'postgres/password'), 'utf8')).trim();
  return {
    database: `postgres://outcomes:${password}@127.0.0.1:${portOf('postgres')}/outcomes`,
    eventStore: `esdb://127.0.0.1:${portOf('event-store')}?tls=false`,
  };
}
