import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../embedded/postgres/start-postgres.ts';
import { processesOf } from '../e2e/processes.ts';

/** A PostgreSQL server of a test's own, durable as in production: it may be killed and stopped in its tracks. */
export interface PostgresProcess {
  /** Address of its database; stays the same over restarts. */
  readonly url: string;
  readonly port: number;
  /** SIGKILL to the postmaster and all its children; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on its data and its port, after `kill`. */
  restart(): Promise<void>;
  /** It keeps its connections and answers nothing, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgresProcess(settings: Record<string, string> = {}): Promise<PostgresProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'postgres-'));
  // The server runs under another account where this runs as root.
  await chmod(dir, 0o755);
  let server = await startPostgres({ dir, settings });
  const { url, port } = server;
  const signal = async (name: NodeJS.Signals) => {
    const found = await processesOf(server.dataDir);
    const pids = new Set(found.map(({ pid }) => pid));
    // The postmaster first: it would start a child again.
    found.sort((a, b) => Number(pids.has(a.parent)) - Number(pids.has(b.parent)));
    for (const { pid } of found) {
      try {
        process.kill(pid, name);
      } catch {
        // It has just ended.
      }
    }
  };
  return {
    url,
    port,
    async kill() {
      await signal('SIGKILL');
      await server.ended;
    },
    async restart() {
      server = await startPostgres({ dir, port, settings });
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async stop() {
      await signal('SIGCONT');
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
